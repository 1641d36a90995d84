package io.deckhand.core.internal.upload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.core.internal.https.HttpsAnswer;
import io.deckhand.core.internal.https.HttpsCaller;
import io.deckhand.core.internal.https.HttpsRequest;
import io.deckhand.core.internal.identity.Identity;
import io.deckhand.core.internal.identity.Login;
import io.deckhand.core.internal.identity.Proof;
import io.deckhand.core.internal.json.Json;
import io.deckhand.identity.CredentialException;
import java.io.IOException;
import java.net.URI;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/** A device's two calls to its hub for a file: requesting an upload, and reporting its result. */
final class HubFiles {
    private static final String API_VERSION = "2021-04-12";

    private final Json json;
    private final Function<SSLContext, HttpsCaller> callers;

    /** {@code callers} creates one for each call. */
    HubFiles(Json json, Function<SSLContext, HttpsCaller> callers) {
        this.json = json;
        this.callers = callers;
    }

    Place begin(Login login, String name) throws IOException, CredentialException {
        HttpsAnswer answer = call(login, "", json.object().put("blobName", name));
        ObjectNode place = json.readObject(answer.body());
        String token = text(place, "sasToken");
        return new Place(
                login,
                text(place, "correlationId"),
                text(place, "hostName"),
                text(place, "containerName"),
                text(place, "blobName"),
                token.startsWith("?") ? token : "?" + token);
    }

    private static String text(ObjectNode place, String field) throws IOException {
        String value = place.path(field).asText("");
        if (value.isEmpty()) {
            throw new IOException("The hub's answer has no " + field + " for the file");
        }
        return value;
    }

    void complete(Place place, boolean success, String description) throws IOException, CredentialException {
        call(
                place.login(),
                "/notifications",
                json.object()
                        .put("correlationId", place.correlationId())
                        .put("isSuccess", success)
                        .put("statusCode", success ? 201 : 500)
                        .put("statusDescription", description));
    }

    private HttpsAnswer call(Login login, String what, ObjectNode body) throws IOException, CredentialException {
        Proof proof = login.prove();
        HttpsCaller caller = callers.apply(proof.context());
        URI uri = URI.create("https://" + login.identity().connectsTo() + path(login.identity()) + what
                + "?api-version=" + API_VERSION);
        HttpsRequest request = HttpsRequest.of("POST", uri, json.write(body))
                .with("Content-Type", "application/json; charset=utf-8")
                .with("Accept", "application/json");
        if (proof.token().isPresent()) {
            request = request.with("Authorization", proof.token().get().text());
        }
        try {
            HttpsAnswer answer = caller.call(request);
            if (!answer.isSuccess()) {
                throw Refused.byHub(answer);
            }
            return answer;
        } finally {
            caller.reset(); // minutes may pass before the next
        }
    }

    private static String path(Identity identity) {
        String device = "/devices/" + Place.encoded(identity.deviceId());
        String module = identity.moduleId();
        return (module == null ? device : device + "/modules/" + Place.encoded(module)) + "/files";
    }
}
