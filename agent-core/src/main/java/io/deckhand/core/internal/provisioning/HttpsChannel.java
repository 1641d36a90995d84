package io.deckhand.core.internal.provisioning;

import io.deckhand.core.internal.https.HttpsAnswer;
import io.deckhand.core.internal.https.HttpsCaller;
import io.deckhand.core.internal.https.HttpsRequest;
import io.deckhand.core.internal.identity.Proof;
import io.deckhand.core.internal.link.HttpProxy;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Registers over HTTPS. */
public final class HttpsChannel implements RegistrationChannel {
    private static final byte[] NOTHING = {};

    private final ServiceAddress address;
    private final Proof proof;
    private final HttpsCaller caller;

    public HttpsChannel(ServiceAddress address, Proof proof, @Nullable HttpProxy proxy, Duration patience) {
        this.address = address;
        this.proof = proof;
        this.caller = new HttpsCaller(proof.context(), proxy, patience);
    }

    @Override
    public Answer register(byte[] body) throws IOException {
        return request("PUT", "/register", body);
    }

    @Override
    public Answer status(String operationId) throws IOException {
        return request("GET", "/operations/" + ServiceAddress.encoded(operationId), NOTHING);
    }

    private Answer request(String method, String what, byte[] body) throws IOException {
        URI uri = URI.create(
                "https://" + address.endpoint() + "/" + address.path() + what + "?api-version=" + address.apiVersion());
        HttpsRequest request = HttpsRequest.of(method, uri, body).with("Accept", "application/json");
        if (body.length > 0) {
            request = request.with("Content-Type", "application/json; charset=utf-8");
        }
        if (proof.token().isPresent()) {
            request = request.with("Authorization", proof.token().get().text());
        }
        HttpsAnswer answer = caller.call(request);
        return new Answer(answer.status(), answer.body(), answer.retryAfter());
    }

    @Override
    public void close() {
        caller.reset();
    }
}
