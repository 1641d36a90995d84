package io.deckhand.core.internal.link;

import io.deckhand.Transport;
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
        @Nullable String modelId) {
    /** The Azure SDK waits 15 s for a SUBACK; past 20 s nobody is going to answer. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(20);

    /** Of a device without a Plug and Play model. */
    public LinkSettings(
            ConnectionString connectionString,
            Transport transport,
            SSLContext trust,
            @Nullable HttpProxy proxy,
            Duration keepAlive,
            Duration tokenLifetime) {
        this(connectionString, transport, trust, proxy, keepAlive, tokenLifetime, null);
    }

    public String hostName() {
        return connectionString.hostName();
    }

    public String deviceId() {
        return connectionString.deviceId();
    }

    /** {@return how long the hub may take to answer or acknowledge anything before the connection counts as dead} */
    public Duration answerTimeout() {
        return keepAlive.compareTo(LONGEST_ANSWER) < 0 ? keepAlive : LONGEST_ANSWER;
    }

    /** {@return how long a connection may take to come about: the network's, the TLS and the protocol's handshake are an answer each} */
    public Duration openTimeout() {
        return answerTimeout().multipliedBy(2);
    }

    /** {@return the same for another transport} */
    public LinkSettings over(Transport other) {
        return new LinkSettings(connectionString, other, trust, proxy, keepAlive, tokenLifetime, modelId);
    }
}
