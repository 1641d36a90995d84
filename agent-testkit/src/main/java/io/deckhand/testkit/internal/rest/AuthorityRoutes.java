package io.deckhand.testkit.internal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.Pem;
import io.deckhand.testkit.internal.identity.Permission;
import io.deckhand.testkit.internal.identity.TrustedAuthorities;
import io.netty.handler.codec.http.HttpMethod;

/**
 * The CAs trusted to sign device certificates. For the real hub Azure Resource Manager manages them, so the path does
 * not exist at the real hub.
 */
final class AuthorityRoutes {
    private static final String PATH = "/$deckhand/authorities";

    private final TrustedAuthorities authorities;

    AuthorityRoutes(TrustedAuthorities authorities) {
        this.authorities = authorities;
    }

    void addTo(RouteTable routes) {
        ErrorEnvelope errors = ErrorEnvelope.REGISTRY;
        routes.add(HttpMethod.GET, PATH, Permission.HUB_CONTROL, errors, this::list)
                .add(HttpMethod.POST, PATH, Permission.HUB_CONTROL, errors, this::add)
                .add(HttpMethod.DELETE, PATH + "/{thumbprint}", Permission.HUB_CONTROL, errors, this::delete);
    }

    private RestResponse list(RestRequest request) {
        ArrayNode list = Json.object().arrayNode();
        authorities
                .list()
                .forEach((thumbprint, authority) -> list.addObject()
                        .put("thumbprint", thumbprint)
                        .put("subject", authority.getSubjectX500Principal().getName()));
        return RestResponse.ok(list);
    }

    private RestResponse add(RestRequest request) {
        String thumbprint = authorities.add(
                Pem.certificate(request.json().path("certificate").asText()));
        return RestResponse.ok(Json.object().put("thumbprint", thumbprint));
    }

    private RestResponse delete(RestRequest request) {
        authorities.remove(request.parameter("thumbprint"));
        return RestResponse.noContent();
    }
}
