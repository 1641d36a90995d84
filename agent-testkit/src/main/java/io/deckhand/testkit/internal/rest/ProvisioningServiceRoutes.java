package io.deckhand.testkit.internal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.dps.Enrollment.Kind;
import io.deckhand.testkit.internal.dps.EnrollmentService;
import io.deckhand.testkit.internal.identity.Permission;
import io.deckhand.testkit.internal.query.Query;
import io.deckhand.testkit.internal.query.QueryPage;
import io.deckhand.testkit.internal.query.QueryRun;
import io.netty.handler.codec.http.HttpMethod;
import java.util.NavigableMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service API of the provisioning service: individual enrollments, enrollment groups, and registrations. */
final class ProvisioningServiceRoutes {
    private static final Pattern SELECT = Pattern.compile(
            "\\s*(?:\\*|SELECT\\s+\\*\\s+FROM\\s+\\w+)\\s*(?:WHERE\\s+(?<condition>.+))?",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final EnrollmentService service;

    ProvisioningServiceRoutes(EnrollmentService service) {
        this.service = service;
    }

    void addTo(RouteTable routes) {
        addEnrollments(routes, "/enrollments", Kind.INDIVIDUAL);
        addEnrollments(routes, "/enrollmentGroups", Kind.GROUP);
        ErrorEnvelope errors = ErrorEnvelope.MODULE;
        String one = "/registrations/{name}";
        routes.add(HttpMethod.POST, "/enrollments", Permission.ENROLLMENT_WRITE, errors, this::bulk)
                .add(HttpMethod.GET, one, Permission.ENROLLMENT_READ, errors, this::registration)
                .add(HttpMethod.DELETE, one, Permission.ENROLLMENT_WRITE, errors, this::deleteRegistration)
                .add(HttpMethod.POST, one + "/query", Permission.ENROLLMENT_READ, errors, this::registrations);
    }

    private void addEnrollments(RouteTable routes, String path, Kind kind) {
        ErrorEnvelope errors = ErrorEnvelope.MODULE;
        String one = path + "/{name}";
        routes.add(HttpMethod.PUT, one, Permission.ENROLLMENT_WRITE, errors, request -> put(kind, request))
                .add(HttpMethod.GET, one, Permission.ENROLLMENT_READ, errors, request -> get(kind, request))
                .add(HttpMethod.DELETE, one, Permission.ENROLLMENT_WRITE, errors, request -> delete(kind, request))
                .add(
                        HttpMethod.POST,
                        one + "/attestationmechanism",
                        Permission.ENROLLMENT_WRITE,
                        errors,
                        request -> RestResponse.ok(service.attestationMechanism(kind, name(request))))
                .add(
                        HttpMethod.POST,
                        path + "/query",
                        Permission.ENROLLMENT_READ,
                        errors,
                        request -> page(request, service.documents(kind), itemType(kind)));
    }

    private RestResponse put(Kind kind, RestRequest request) {
        return answer(service.put(kind, name(request), request.json(), request.ifMatch()));
    }

    private RestResponse get(Kind kind, RestRequest request) {
        return answer(service.get(kind, name(request)));
    }

    private RestResponse delete(Kind kind, RestRequest request) {
        service.delete(kind, name(request), request.ifMatch());
        return RestResponse.noContent();
    }

    private RestResponse bulk(RestRequest request) {
        return RestResponse.ok(service.bulk(request.json()));
    }

    private RestResponse registration(RestRequest request) {
        return answer(service.registration(name(request)));
    }

    private RestResponse deleteRegistration(RestRequest request) {
        service.deleteRegistration(name(request), request.ifMatch());
        return RestResponse.noContent();
    }

    private RestResponse registrations(RestRequest request) {
        return page(request, service.registrationsOf(name(request)), "deviceRegistration");
    }

    /** Queries have no columns here: they return whole documents. */
    private static RestResponse page(RestRequest request, NavigableMap<String, ObjectNode> all, String itemType) {
        String text = request.json().path("query").asText();
        Matcher select = SELECT.matcher(text);
        if (!select.matches()) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID,
                    "The query cannot be read. Expected: SELECT * FROM enrollments [WHERE condition], with "
                            + "enrollments, enrollmentGroups or deviceRegistrations.");
        }
        String condition = select.group("condition");
        Query query = Query.ofDevices(condition == null ? "*" : condition);
        QueryPage page = QueryPage.of(
                new QueryRun(query).over(all),
                text,
                Paging.continuation(request),
                Paging.size(request),
                Integer.MAX_VALUE);
        return Paging.answer(page, itemType);
    }

    private static RestResponse answer(ObjectNode document) {
        return RestResponse.ok(document).withEntityTag(document.path("etag").asText());
    }

    private static String itemType(Kind kind) {
        return kind == Kind.GROUP ? "enrollmentGroup" : "enrollment";
    }

    private static String name(RestRequest request) {
        return request.parameter("name");
    }
}
