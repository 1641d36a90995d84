package io.deckhand.testkit.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.HubSettings;
import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.hub.LastingState;
import io.deckhand.testkit.internal.net.TlsDoor;
import io.deckhand.testkit.internal.server.HttpsServer;
import io.deckhand.testkit.internal.store.MemoryStore;
import io.deckhand.testkit.internal.tls.HubAuthority;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A hub of which only the service API is served, and plain HTTP to call it with. */
final class ServedRest implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger NEXT_HOST = new AtomicInteger(1);

    final String host = "127.201.7." + NEXT_HOST.getAndIncrement();
    final HubCore core;
    final HttpsServer server;
    private final HubAuthority authority = HubAuthority.create(host);

    @SuppressWarnings("deprecation") // as in HubServers
    private final EventLoopGroup threads = new NioEventLoopGroup(1);

    private final HttpClient client;

    ServedRest() {
        HubSettings settings = new HubSettings(host, Clock.systemUTC(), HubRandom.secure(), Duration.ZERO);
        core = new HubCore(settings, LastingState.over(new MemoryStore(), settings));
        server = new HttpsServer(
                core,
                new TlsDoor(authority.serverContext(), authority::serverContext, core.faults(), settings.patience()),
                threads,
                new InetSocketAddress(host, 0));
        client = HttpClient.newBuilder()
                .sslContext(authority.clientContext())
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** An answer, its body read as JSON. */
    record Answer(HttpResponse<String> http) {
        int status() {
            return http.statusCode();
        }

        String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }

        JsonNode json() throws IOException {
            return JSON.readTree(http.body());
        }
    }

    Answer call(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://" + host + ":" + server.port() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", token("iothubowner"))
                .method(method, BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return new Answer(client.send(request.build(), BodyHandlers.ofString()));
    }

    Socket connect() throws IOException {
        return authority.clientContext().getSocketFactory().createSocket(host, server.port());
    }

    String token(String policy) {
        return token(
                policy,
                core.access().policy(policy).keys().primary(),
                Instant.now().plusSeconds(60));
    }

    /** Made as the SDKs make it, and not with the hub's own code. */
    String token(String policy, String key, Instant expiry) {
        try {
            String signed = host + "\n" + expiry.getEpochSecond();
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
            byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
            return "SharedAccessSignature sr=" + host
                    + "&sig="
                    + URLEncoder.encode(Base64.getEncoder().encodeToString(signature), StandardCharsets.UTF_8)
                    + "&se=" + expiry.getEpochSecond()
                    + "&skn=" + policy;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        core.close();
        authority.close();
    }
}
