package io.deckhand.testkit.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.dps.Enrollment;
import io.deckhand.testkit.internal.dps.Enrollment.Kind;
import io.deckhand.testkit.internal.dps.EnrollmentRegistry;
import io.deckhand.testkit.internal.identity.Permission;
import io.netty.handler.codec.http.HttpMethod;

/**
 * Enrollments in the hub's own format. The real provisioning service has its own host and service API, so the path does
 * not exist at the real hub.
 */
final class EnrollmentRoutes {
    private static final String ALL = "/$deckhand/enrollments";
    private static final String ONE = ALL + "/{kind}/{name}";

    private final EnrollmentRegistry enrollments;
    private final HubRandom random;

    EnrollmentRoutes(EnrollmentRegistry enrollments, HubRandom random) {
        this.enrollments = enrollments;
        this.random = random;
    }

    void addTo(RouteTable routes) {
        ErrorEnvelope errors = ErrorEnvelope.REGISTRY;
        routes.add(HttpMethod.GET, ALL, Permission.HUB_CONTROL, errors, this::list)
                .add(HttpMethod.POST, ALL, Permission.HUB_CONTROL, errors, this::create)
                .add(HttpMethod.GET, ONE, Permission.HUB_CONTROL, errors, this::get)
                .add(HttpMethod.DELETE, ONE, Permission.HUB_CONTROL, errors, this::delete);
    }

    private RestResponse list(RestRequest request) {
        ArrayNode list = Json.array();
        enrollments.list().forEach(enrollment -> {
            ObjectNode entry = enrollment.toDocument();
            entry.remove("attestation");
            list.add(entry);
        });
        return RestResponse.ok(list);
    }

    private RestResponse create(RestRequest request) {
        Enrollment enrollment = Enrollment.read(request.json(), random);
        return RestResponse.ok(enrollments.create(enrollment).toDocument());
    }

    private RestResponse get(RestRequest request) {
        return RestResponse.ok(
                enrollments.get(kind(request), request.parameter("name")).toDocument());
    }

    private RestResponse delete(RestRequest request) {
        enrollments.delete(kind(request), request.parameter("name"));
        return RestResponse.noContent();
    }

    private static Kind kind(RestRequest request) {
        return Kind.of(request.parameter("kind"));
    }
}
