package io.deckhand.core.internal.link;

import io.deckhand.Transport;
import io.deckhand.core.internal.identity.Login;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What every link of one agent is opened with. */
public record LinkSettings(
        Login login,
        Transport transport,
        @Nullable HttpProxy proxy,
        Duration keepAlive,
        @Nullable String modelId) {
    /** The Azure SDK waits 15 s for a SUBACK; past 20 s nobody is going to answer. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(20);

    /** Of a device without a Plug and Play model. */
    public LinkSettings(Login login, Transport transport, @Nullable HttpProxy proxy, Duration keepAlive) {
        this(login, transport, proxy, keepAlive, null);
    }

    public String hostName() {
        return login.identity().hostName();
    }

    public String deviceId() {
        return login.identity().deviceId();
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
        return new LinkSettings(login, other, proxy, keepAlive, modelId);
    }
}
