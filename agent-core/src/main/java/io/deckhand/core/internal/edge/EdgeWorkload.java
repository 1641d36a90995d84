package io.deckhand.core.internal.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.core.internal.identity.Authorities;
import io.deckhand.core.internal.json.Json;
import io.deckhand.identity.CredentialException;
import io.deckhand.identity.SasToken;
import io.deckhand.identity.TokenCredential;
import io.deckhand.identity.TokenRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The workload API of IoT Edge: signs a module's tokens with its key, which does not leave the device's runtime, and
 * returns the authorities that the module has to trust.
 */
public final class EdgeWorkload implements TokenCredential, Authorities {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final EdgeEnvironment environment;
    private final WorkloadSocket socket;
    private final Json json = new Json();

    public EdgeWorkload(EdgeEnvironment environment) {
        this(environment, PATIENCE);
    }

    EdgeWorkload(EdgeEnvironment environment, Duration patience) {
        this.environment = environment;
        this.socket = new WorkloadSocket(environment.workload(), patience);
    }

    @Override
    public SasToken token(TokenRequest request) throws CredentialException {
        ObjectNode body = json.object()
                .put("keyId", "primary")
                .put("algo", "HMACSHA256")
                .put("data", Base64.getEncoder().encodeToString(request.bytesToSign()));
        String module = encoded(String.valueOf(environment.identity().moduleId()));
        String digest = text(
                "POST", "/modules/" + module + "/genid/" + encoded(environment.generation()) + "/sign", body, "digest");
        try {
            return request.signed(Base64.getDecoder().decode(digest));
        } catch (IllegalArgumentException e) {
            throw failed("it returned a digest that is not Base64", e);
        }
    }

    @Override
    public List<X509Certificate> load() throws CredentialException {
        String pem = text("GET", "/trust-bundle", null, "certificate");
        return Authorities.ofPem(pem.getBytes(StandardCharsets.US_ASCII), where());
    }

    @Override
    public String where() {
        return "the trust bundle of the workload API, " + environment.workload();
    }

    private String text(String method, String path, @Nullable ObjectNode body, String field)
            throws CredentialException {
        try {
            HttpAnswer answer = HttpAnswer.of(socket.exchange(request(method, path, body)));
            if (answer.status() != 200) {
                throw failed("it answered with status " + answer.status(), null);
            }
            String value = json.readObject(answer.body()).path(field).textValue();
            if (value == null) {
                throw failed("its answer has no '" + field + "'", null);
            }
            return value;
        } catch (IOException e) {
            throw failed(String.valueOf(e.getMessage()), e);
        }
    }

    private byte[] request(String method, String path, @Nullable ObjectNode body) throws IOException {
        byte[] content = body == null ? new byte[0] : json.write(body);
        String host = environment.workload().getAuthority();
        String head = method + " " + path + "?api-version=" + encoded(environment.apiVersion()) + " HTTP/1.1\r\n"
                + "Host: " + (host == null ? "localhost" : host) + "\r\n"
                + "Accept: application/json\r\n"
                + "Connection: close\r\n"
                + (body == null ? "" : "Content-Type: application/json\r\nContent-Length: " + content.length + "\r\n")
                + "\r\n";
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(head.getBytes(StandardCharsets.US_ASCII));
        whole.write(content);
        return whole.toByteArray();
    }

    private CredentialException failed(String why, @Nullable Throwable cause) {
        return new CredentialException(
                "The workload API of IoT Edge, " + environment.workload() + ", failed: " + why
                        + ". Check that the IoT Edge runtime is running, and that its socket is mounted in the container.",
                cause);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
