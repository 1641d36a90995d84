package io.deckhand.core.internal.https;

import io.deckhand.core.internal.link.HttpProxy;
import io.deckhand.core.internal.link.socket.RecordedSockets;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests with the client in the JDK's {@code java.base}: {@code java.net.http} would need another module and
 * further threads. Calls block, one at a time; {@link #reset()} ends them from any thread.
 */
public final class HttpsCaller {
    private static final byte[] NOTHING = {};
    private static final int MOST_BYTES = 256 * 1024;
    private static final int HTTPS = 443;
    private static final int PIECE = 16 * 1024;

    private final RecordedSockets sockets;
    private final SSLSocketFactory direct;
    private final @Nullable HttpProxy proxy;
    private final int patience;
    private @Nullable Tunnel tunnel;
    private @Nullable String tunnelTo;
    private volatile long moved = System.nanoTime();

    /** {@code patience} limits connecting and each wait for an answer. */
    public HttpsCaller(SSLContext context, @Nullable HttpProxy proxy, Duration patience) {
        this.proxy = proxy;
        this.patience = (int) patience.toMillis();
        this.sockets = new RecordedSockets(this.patience);
        this.direct = sockets.recording(context).getSocketFactory();
    }

    /** {@return the answer, whatever its status} */
    public HttpsAnswer call(HttpsRequest request) throws IOException {
        moved = System.nanoTime();
        HttpsURLConnection connection = open(request);
        request.headers().forEach(connection::setRequestProperty);
        if (request.length() > 0 || request.method().equals("PUT")) {
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(
                    request.length()); // otherwise the JDK may send it twice without notice
            write(request, connection);
        }
        return answer(connection);
    }

    private HttpsURLConnection open(HttpsRequest request) throws IOException {
        URL url = request.uri().toURL();
        HttpsURLConnection connection = (HttpsURLConnection)
                (proxy == null
                        ? url.openConnection()
                        : url.openConnection(Proxy.NO_PROXY)); // the tunnel connects through it
        connection.setSSLSocketFactory(factory(request.uri()));
        connection.setConnectTimeout(patience);
        connection.setReadTimeout(patience);
        connection.setInstanceFollowRedirects(false); // headers and bodies are for this server
        connection.setUseCaches(false);
        connection.setRequestMethod(request.method());
        return connection;
    }

    /** One for all connections to a server, as the JDK keeps connections by this factory. */
    private SSLSocketFactory factory(URI uri) {
        if (proxy == null) {
            return direct;
        }
        String server = uri.getAuthority();
        if (tunnel == null || !server.equals(tunnelTo)) {
            int port = uri.getPort() < 0 ? HTTPS : uri.getPort();
            tunnel = new Tunnel(direct, proxy, uri.getHost(), port, patience);
            tunnelTo = server;
        }
        return tunnel;
    }

    private void write(HttpsRequest request, HttpsURLConnection connection) throws IOException {
        try (OutputStream out = connection.getOutputStream()) {
            for (int at = 0; at < request.length(); at += PIECE) {
                out.write(request.body(), at, Math.min(PIECE, request.length() - at));
                moved = System.nanoTime();
            }
        }
    }

    private HttpsAnswer answer(HttpsURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        moved = System.nanoTime();
        if (status < 0) {
            throw new IOException("The answer was not HTTP");
        }
        String errorCode = Stream.of("x-ms-error-code", "iothub-errorcode")
                .map(connection::getHeaderField)
                .filter(value -> value != null && value.matches("\\w{1,100}"))
                .findFirst()
                .orElse("");
        Optional<Duration> retryAfter = seconds(connection.getHeaderField("Retry-After"));
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new HttpsAnswer(status, in == null ? NOTHING : in.readNBytes(MOST_BYTES), errorCode, retryAfter);
        }
    }

    /** {@return a number of seconds, if the text is one; HTTP also allows a date, which the services do not send} */
    public static Optional<Duration> seconds(@Nullable String text) {
        return text != null && text.matches("\\d{1,6}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
                : Optional.empty();
    }

    /** {@return how long no byte was transferred, since writing to a peer that does not read has no timeout} */
    public Duration stalledFor() {
        return Duration.ofNanos(System.nanoTime() - moved);
    }

    /** Resets all connections, and each one that is opened later, so that waiting calls end. */
    public void reset() {
        sockets.reset();
    }
}
