package io.deckhand.core.internal.link.sdk;

import io.deckhand.Transport;
import io.deckhand.core.internal.link.HttpProxy;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What every link of one agent is opened with. */
public record LinkSettings(
        ConnectionString connectionString,
        Transport transport,
        SSLContext trust,
        @Nullable HttpProxy proxy,
        Duration keepAlive,
        Duration tokenLifetime,
        SdkLayer layer,
        @Nullable String modelId) {
    /** The SDK waits 15 s for a SUBACK; past 20 s nobody is going to answer. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(20);

    /** Of a device without a Plug and Play model. */
    public LinkSettings(
            ConnectionString connectionString,
            Transport transport,
            SSLContext trust,
            @Nullable HttpProxy proxy,
            Duration keepAlive,
            Duration tokenLifetime,
            SdkLayer layer) {
        this(connectionString, transport, trust, proxy, keepAlive, tokenLifetime, layer, null);
    }

    String hostName() {
        return connectionString.hostName();
    }

    String deviceId() {
        return connectionString.deviceId();
    }

    /** {@return how long the hub may take to answer or acknowledge anything before the connection counts as dead} */
    Duration answerTimeout() {
        return keepAlive.compareTo(LONGEST_ANSWER) < 0 ? keepAlive : LONGEST_ANSWER;
    }

    /** {@return how long a connection may take to come about: the network's, the TLS and the protocol's handshake are an answer each} */
    Duration openTimeout() {
        return answerTimeout().multipliedBy(2);
    }

    /** {@return the same for another transport} */
    public LinkSettings over(Transport other) {
        return new LinkSettings(connectionString, other, trust, proxy, keepAlive, tokenLifetime, layer, modelId);
    }
}
