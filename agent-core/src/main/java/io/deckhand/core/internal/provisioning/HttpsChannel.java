package io.deckhand.core.internal.provisioning;

import io.deckhand.core.internal.identity.Proof;
import io.deckhand.core.internal.link.HttpProxy;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;

/**
 * Registers over HTTPS, with the client in the JDK's {@code java.base}: {@code java.net.http} would need another module
 * and further threads.
 */
public final class HttpsChannel implements RegistrationChannel {
    private static final byte[] NOTHING = {};
    private static final int MOST_BYTES = 256 * 1024;

    private final ServiceAddress address;
    private final Proof proof;
    private final @Nullable HttpProxy proxy;
    private final int patience;
    private volatile @Nullable HttpsURLConnection current;

    public HttpsChannel(ServiceAddress address, Proof proof, @Nullable HttpProxy proxy, Duration patience) {
        this.address = address;
        this.proof = proof;
        this.proxy = proxy;
        this.patience = (int) patience.toMillis();
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
        URI uri = URI.create("https://" + address.endpoint() + "/" + address.path() + what + "?api-version="
                + ServiceAddress.API_VERSION);
        HttpsURLConnection connection = (HttpsURLConnection)
                (proxy == null ? uri.toURL().openConnection() : uri.toURL().openConnection(through(proxy)));
        current = connection;
        connection.setSSLSocketFactory(proof.context().getSocketFactory());
        connection.setConnectTimeout(patience);
        connection.setReadTimeout(patience);
        connection.setRequestMethod(method);
        connection.setRequestProperty("Accept", "application/json");
        proof.token().ifPresent(token -> connection.setRequestProperty("Authorization", token.text()));
        authenticate(connection);
        if (body.length > 0) {
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json; charset=utf-8");
            connection.setFixedLengthStreamingMode(body.length); // otherwise the JDK may send it twice without notice
            try (var out = connection.getOutputStream()) {
                out.write(body);
            }
        }
        return answer(connection);
    }

    private static Proxy through(HttpProxy proxy) {
        InetSocketAddress at = proxy.address();
        return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(at.getHostString(), at.getPort()));
    }

    private void authenticate(HttpsURLConnection connection) {
        if (proxy != null && proxy.user() != null && proxy.password() != null) {
            String pair = proxy.user() + ":" + new String(proxy.password());
            connection.setRequestProperty(
                    "Proxy-Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static Answer answer(HttpsURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        Optional<Duration> retryAfter = seconds(connection.getHeaderField("Retry-After"));
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new Answer(status, in == null ? NOTHING : in.readNBytes(MOST_BYTES), retryAfter);
        }
    }

    /** {@return a number of seconds, if the text is one; HTTP also allows a date, which the service does not send} */
    public static Optional<Duration> seconds(@Nullable String text) {
        return text != null && text.matches("\\d{1,6}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
                : Optional.empty();
    }

    @Override
    public void close() {
        HttpsURLConnection closing = current;
        if (closing != null) {
            closing.disconnect();
        }
    }
}
