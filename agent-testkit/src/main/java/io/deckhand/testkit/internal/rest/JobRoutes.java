package io.deckhand.testkit.internal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.identity.Permission;
import io.deckhand.testkit.internal.jobs.Jobs;
import io.deckhand.testkit.internal.query.QueryPage;
import io.netty.handler.codec.http.HttpMethod;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** Jobs: creates, reads, lists and cancels them. The results for each device are available by query. */
final class JobRoutes {
    private static final String PATH = "/jobs/v2/{job}";

    private final Jobs jobs;

    JobRoutes(Jobs jobs) {
        this.jobs = jobs;
    }

    void addTo(RouteTable routes) {
        ErrorEnvelope errors = ErrorEnvelope.REGISTRY;
        Permission permission = Permission.SERVICE_CONNECT;
        routes.add(HttpMethod.GET, "/jobs/v2/query", permission, errors, this::list)
                .add(HttpMethod.PUT, PATH, permission, errors, this::schedule)
                .add(HttpMethod.GET, PATH, permission, errors, this::get)
                .add(HttpMethod.POST, PATH + "/cancel", permission, errors, this::cancel);
    }

    private RestResponse list(RestRequest request) {
        String type = given(request, "jobType");
        String status = given(request, "jobStatus");
        NavigableMap<String, ObjectNode> found = jobs.list(type, status);
        QueryPage page = QueryPage.of(
                found,
                "jobs " + type + " " + status,
                Paging.continuation(request),
                Paging.size(request),
                Integer.MAX_VALUE);
        return Paging.answer(page, "jobResponse");
    }

    private RestResponse schedule(RestRequest request) {
        return RestResponse.ok(jobs.schedule(request.parameter("job"), request.json()));
    }

    private RestResponse get(RestRequest request) {
        return RestResponse.ok(jobs.get(request.parameter("job")));
    }

    private RestResponse cancel(RestRequest request) {
        return RestResponse.ok(jobs.cancel(request.parameter("job")));
    }

    private static @Nullable String given(RestRequest request, String name) {
        String text = request.target().query().get(name);
        return text == null || text.isBlank() ? null : text;
    }
}
