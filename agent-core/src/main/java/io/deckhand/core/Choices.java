package io.deckhand.core;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deckhand.Interceptor;
import io.deckhand.Overflow;
import io.deckhand.ReconnectPolicy;
import io.deckhand.Transport;
import io.deckhand.core.internal.identity.Authorities;
import io.deckhand.core.internal.identity.Identity;
import io.deckhand.core.internal.link.HttpProxy;
import io.deckhand.identity.Credential;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The options that a builder has collected for one agent, with their defaults. {@link AgentBuilder} documents each. */
final class Choices {
    final @Nullable Identity identity;
    final @Nullable Provisioning provisioning;

    @Nullable
    Credential credential;

    @Nullable
    Authorities trusted;

    boolean trustsByDefault = true;
    Duration credentialCheck = Duration.ofMinutes(1);
    final List<Object> handlers = new ArrayList<>();
    ReconnectPolicy reconnect = ReconnectPolicy.exponential(Duration.ofSeconds(1), Duration.ofMinutes(2));
    List<Transport> transports = List.of(Transport.MQTT);

    @Nullable
    HttpProxy proxy;

    Duration tokenLifetime = Duration.ofHours(1);
    Duration keepAlive = Duration.ofSeconds(60);
    Duration operationTimeout = Duration.ofSeconds(60);
    int outboxCapacity = 10_000;
    long outboxBytes = 16L * 1024 * 1024;
    Overflow overflow = Overflow.REFUSE;

    @Nullable
    SSLContext sslContext;

    final List<Interceptor> interceptors = new ArrayList<>();

    @Nullable
    ObjectMapper mapper;

    int sharedThreads = 64;
    boolean virtualThreads = true;
    boolean describeMethods;

    @Nullable
    String modelId;

    int rememberedMessageIds = 100;
    boolean discover;

    @Nullable
    StoreOptions store;

    Link link = Link.SDK;

    Choices(@Nullable Identity identity, @Nullable Provisioning provisioning) {
        this.identity = identity;
        this.provisioning = provisioning;
    }
}
