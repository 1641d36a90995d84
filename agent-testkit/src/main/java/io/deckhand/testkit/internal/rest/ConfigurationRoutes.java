package io.deckhand.testkit.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.configuration.ConfigurationContent;
import io.deckhand.testkit.internal.configuration.Configurations;
import io.deckhand.testkit.internal.identity.IdentityRegistry;
import io.deckhand.testkit.internal.identity.Permission;
import io.deckhand.testkit.internal.query.Query;
import io.deckhand.testkit.internal.twin.DeviceTwins;
import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** Configurations: stores, returns and tests them, and applies one to a single device. */
final class ConfigurationRoutes {
    private static final String PATH = "/configurations/{configuration}";
    private static final int MOST = 100;

    private final Configurations configurations;
    private final IdentityRegistry registry;
    private final DeviceTwins twins;

    ConfigurationRoutes(Configurations configurations, IdentityRegistry registry, DeviceTwins twins) {
        this.configurations = configurations;
        this.registry = registry;
        this.twins = twins;
    }

    void addTo(RouteTable routes) {
        ErrorEnvelope errors = ErrorEnvelope.REGISTRY;
        routes.add(HttpMethod.GET, "/configurations", Permission.REGISTRY_READ, errors, this::list)
                .add(HttpMethod.GET, PATH, Permission.REGISTRY_READ, errors, this::get)
                .add(HttpMethod.PUT, PATH, Permission.REGISTRY_WRITE, errors, this::createOrReplace)
                .add(HttpMethod.DELETE, PATH, Permission.REGISTRY_WRITE, errors, this::delete)
                .add(
                        HttpMethod.POST,
                        "/configurations/testQueries",
                        Permission.REGISTRY_READ,
                        errors,
                        ConfigurationRoutes::testQueries)
                .add(
                        HttpMethod.POST,
                        "/devices/{id}/applyConfigurationContent",
                        Permission.REGISTRY_WRITE,
                        errors,
                        this::apply);
    }

    private RestResponse list(RestRequest request) {
        ArrayNode list = Json.object().arrayNode();
        configurations.list().stream()
                .limit(request.number("top", MOST, 1, MOST))
                .forEach(list::add);
        return RestResponse.ok(list);
    }

    private RestResponse get(RestRequest request) {
        return answer(configurations.get(id(request)));
    }

    /** As for devices: a PUT without If-Match creates. */
    private RestResponse createOrReplace(RestRequest request) {
        ObjectNode body = request.json();
        String bodyId = body.path("id").asText(id(request));
        if (!bodyId.equals(id(request))) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID,
                    "The URL names configuration '" + id(request) + "', the body '" + bodyId + "'.");
        }
        String ifMatch = request.ifMatch();
        return answer(
                ifMatch == null
                        ? configurations.create(id(request), body)
                        : configurations.replace(id(request), body, ifMatch));
    }

    private RestResponse delete(RestRequest request) {
        configurations.delete(id(request), request.ifMatch());
        return RestResponse.noContent();
    }

    private static RestResponse testQueries(RestRequest request) {
        ObjectNode body = request.json();
        ObjectNode answer = Json.object();
        answer.put(
                "targetConditionError", problemWith(body.path("targetCondition").asText("")));
        ObjectNode problems = answer.putObject("customMetricQueryErrors");
        for (var metric : body.path("customMetricQueries").properties()) {
            String problem = problemWithQuery(metric.getValue());
            if (problem != null) {
                problems.put(metric.getKey(), problem);
            }
        }
        return RestResponse.ok(answer);
    }

    private RestResponse apply(RestRequest request) {
        ConfigurationContent.read(request.json()).applyTo(request.identityId(), registry, twins);
        return RestResponse.noContent();
    }

    private static @Nullable String problemWith(String condition) {
        try {
            Configurations.checkCondition(condition);
            return null;
        } catch (HubException e) {
            return e.getMessage();
        }
    }

    private static @Nullable String problemWithQuery(JsonNode query) {
        try {
            Query.parse(query.asText());
            return null;
        } catch (HubException e) {
            return e.getMessage();
        }
    }

    private static String id(RestRequest request) {
        return request.parameter("configuration");
    }

    private static RestResponse answer(ObjectNode configuration) {
        return RestResponse.ok(configuration)
                .withEntityTag(configuration.path("etag").asText());
    }
}
