package io.deckhand.testkit;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Requests to a hub for which no SDK has a call, with a token of the test's choice. */
record PlainHttp(LocalHub hub, String token) {

    /** {@return a back end that may do everything} */
    static PlainHttp ofOwner(LocalHub hub) {
        return new PlainHttp(
                hub, ServiceClients.sas(hub.ownerConnectionString()).getSignature());
    }

    /** {@return a device} */
    static PlainHttp of(LocalHub hub, HubDevice device) throws Exception {
        return new PlainHttp(hub, PahoDevice.token(hub, device));
    }

    HttpResponse<String> get(String path) throws Exception {
        return send("GET", path, "");
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("https://" + ServiceClients.address(hub) + path))
                .header("Authorization", token)
                .method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpClient http = HttpClient.newBuilder().sslContext(hub.sslContext()).build();
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
