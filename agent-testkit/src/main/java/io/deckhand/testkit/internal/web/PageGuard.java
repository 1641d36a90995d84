package io.deckhand.testkit.internal.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Authorizes requests to the page's server.
 *
 * <p>A loopback address alone does not protect it: every site in the user's browser can send requests here. So the host
 * must be this server's (otherwise another name may resolve to it), the request must come from the page itself, and it
 * must have the token.
 */
final class PageGuard {
    private static final Set<String> FROM_HERE = Set.of("same-origin", "none");
    private static final String BEARER = "Bearer ";

    private final Set<String> hosts;
    private final PageToken token;

    /** @param hosts host and port as browsers write them */
    PageGuard(Set<String> hosts, PageToken token) {
        this.hosts = Set.copyOf(hosts);
        this.token = token;
    }

    /** {@return the reason to refuse a request because of its origin, if there is one} */
    Optional<String> foreign(HttpRequest request) {
        String host = request.headers().get(HttpHeaderNames.HOST);
        if (host == null || !hosts.contains(host)) {
            return Optional.of("This server is not called '" + host + "'.");
        }
        String origin = request.headers().get(HttpHeaderNames.ORIGIN);
        if (origin != null && !origin.equals("http://" + host)) {
            return Optional.of("Requests from '" + origin + "' are not answered.");
        }
        String site = request.headers().get("Sec-Fetch-Site");
        boolean navigates = "navigate".equals(request.headers().get("Sec-Fetch-Mode"));
        if (site != null && !FROM_HERE.contains(site) && !navigates) {
            return Optional.of("Requests from other sites are not answered.");
        }
        return Optional.empty();
    }

    /** {@return whether a request has the token: in its header, or, where a browser cannot set one, in its query} */
    boolean knowsToken(HttpRequest request) {
        return token.matches(inHeader(request)) || token.matches(inQuery(request));
    }

    private static @Nullable String inHeader(HttpRequest request) {
        String authorization = request.headers().get(HttpHeaderNames.AUTHORIZATION);
        return authorization != null && authorization.startsWith(BEARER)
                ? authorization.substring(BEARER.length())
                : null;
    }

    private static @Nullable String inQuery(HttpRequest request) {
        List<String> shown = new QueryStringDecoder(request.uri()).parameters().get("token");
        return shown == null || shown.isEmpty() ? null : shown.get(0);
    }
}
