package io.deckhand.testkit.internal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.SasToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A hub in another process, found through its info file and called over its service API. */
final class RunningHub {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
    private static final String POLICY = "iothubowner";
    private static final Pattern CODED = Pattern.compile("ErrorCode:(?<name>\\w+);(?<text>.+)", Pattern.DOTALL);

    private final String host;
    private final String idScope;
    private final URI root;
    private final String ownerKey;
    private final HttpClient client;

    private RunningHub(String host, String idScope, int port, String ownerKey, HttpClient client) {
        this.host = host;
        this.idScope = idScope;
        this.root = URI.create("https://" + host + ":" + port);
        this.ownerKey = ownerKey;
        this.client = client;
    }

    /**
     * Finds the hub that wrote this file.
     *
     * @throws IOException when the file, or the certificate that it names, cannot be read
     */
    static RunningHub of(Path infoFile) throws IOException {
        if (!Files.exists(infoFile)) {
            throw new IOException("There is no " + infoFile + ". Start the hub with --info " + infoFile + " first.");
        }
        try {
            ObjectNode info = Json.parseObject(text(infoFile));
            String owner = info.required("ownerConnectionString").asText();
            HttpClient client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .sslContext(trusting(Path.of(info.required("caCertificate").asText())))
                    .build();
            return new RunningHub(
                    info.required("hostName").asText(),
                    info.required("provisioning").required("idScope").asText(),
                    info.required("ports").required("https").asInt(),
                    owner.substring(owner.indexOf("SharedAccessKey=") + "SharedAccessKey=".length()),
                    client);
        } catch (HubException | IllegalArgumentException e) {
            throw new IOException(infoFile + " is not the info file of a hub.", e);
        }
    }

    private static String text(Path infoFile) throws IOException {
        try {
            return Files.readString(infoFile);
        } catch (IOException e) {
            throw new IOException(infoFile + " cannot be read. Is it yours, and a text file?", e);
        }
    }

    String hostName() {
        return host;
    }

    /** {@return the URI of a path and query at the hub; without the port where it is the standard one} */
    String uri(String target) {
        return (root.getPort() == 443 ? "https://" + host : root.toString()) + target;
    }

    String idScope() {
        return idScope;
    }

    /**
     * Calls the service API.
     *
     * @param path its segments, not encoded
     * @return the answer; a null node if it is empty
     * @throws IOException with the hub's message when it refuses, or when it does not answer
     */
    JsonNode call(String method, @Nullable JsonNode body, String... path) throws IOException, InterruptedException {
        return call(HubCall.of(method, body, path)).content();
    }

    /** An answer: its content, or a null node if it has none, and the start of its next page. */
    record Answer(JsonNode content, Optional<String> continuation) {}

    /**
     * Calls the service API.
     *
     * @throws IOException with the hub's own words when it refuses, or when it does not answer
     */
    Answer call(HubCall call) throws IOException, InterruptedException {
        JsonNode body = call.body();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root + call.target()))
                .timeout(call.timeout())
                .header(
                        "Authorization",
                        SasToken.create(host, POLICY, ownerKey, Instant.now().plus(call.timeout())))
                .method(
                        call.method(),
                        body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(Json.bytes(body)));
        call.headers().forEach(request::header);
        HttpResponse<String> answer = send(request.build(), call.timeout());
        JsonNode content = content(answer);
        if (answer.statusCode() >= 300) {
            throw new IOException(inWords(content.path("Message").asText("HTTP " + answer.statusCode())));
        }
        return new Answer(content, answer.headers().firstValue("x-ms-continuation"));
    }

    private HttpResponse<String> send(HttpRequest request, Duration timeout) throws IOException, InterruptedException {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (ConnectException e) {
            throw new IOException("No hub listens at " + root + ". If it was ended, start it again.", e);
        } catch (SSLException e) {
            throw new IOException("The server at " + root + " is not the hub that wrote the info file.", e);
        } catch (HttpTimeoutException e) {
            throw new IOException(
                    "The hub at " + root + " did not answer within " + timeout.toSeconds() + " seconds.", e);
        } catch (IOException e) {
            throw new IOException("The hub at " + root + " ended the connection. Did it stop or restart?", e);
        }
    }

    private JsonNode content(HttpResponse<String> answer) throws IOException {
        try {
            return answer.body().isBlank() ? Json.object().nullNode() : Json.parse(answer.body());
        } catch (HubException e) {
            throw new IOException("The server at " + root + " is not a hub: its answer is not JSON.", e);
        }
    }

    /** Removes what is for programs: a prefix, as in {@code ErrorCode:DeviceNotFound;No device 'd1'.}, or JSON. */
    private static String inWords(String message) {
        Matcher coded = CODED.matcher(message);
        if (coded.matches()) {
            return coded.group("text") + " (" + coded.group("name") + ")";
        }
        try {
            JsonNode inner = Json.parse(message);
            return inner.has("message")
                    ? inner.path("message").asText() + " ("
                            + inner.path("errorCode").asText() + ")"
                    : message;
        } catch (HubException e) {
            return message;
        }
    }

    private static SSLContext trusting(Path certificate) throws IOException {
        if (!Files.isReadable(certificate)) {
            throw new IOException(
                    "The hub's certificate " + certificate + " is gone. If the hub was ended, start it again.");
        }
        try (InputStream pem = Files.newInputStream(certificate)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "hub", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(certificate + " is not a valid CA certificate.", e);
        }
    }
}
