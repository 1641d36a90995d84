package io.deckhand.core.internal.link;

import io.deckhand.Transport;
import io.deckhand.core.internal.identity.Login;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The settings with which all links of one agent are opened. */
public record LinkSettings(
        Login login,
        Transport transport,
        @Nullable HttpProxy proxy,
        Duration keepAlive,
        @Nullable String modelId) {
    /** The Azure SDK waits 15 s for a SUBACK; after 20 s no answer is to be expected. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(20);

    /** Settings for a device without a Plug and Play model. */
    public LinkSettings(Login login, Transport transport, @Nullable HttpProxy proxy, Duration keepAlive) {
        this(login, transport, proxy, keepAlive, null);
    }

    public String hostName() {
        return login.identity().hostName();
    }

    public String deviceId() {
        return login.identity().deviceId();
    }

    /**
     * {@return how long the hub may take to answer or acknowledge anything before the connection counts as dead} The time
     * in which bytes move does not count: see {@link Progress}.
     */
    public Duration answerTimeout() {
        return keepAlive.compareTo(LONGEST_ANSWER) < 0 ? keepAlive : LONGEST_ANSWER;
    }

    /**
     * {@return the same for reading the twin} Its answer begins with a TLS record of up to 16 KB, which moves unseen: this
     * takes 16 s more, but not more than the time itself.
     */
    public Duration twinTimeout() {
        Duration record = Duration.ofNanos(Progress.nanosOf(Exchange.LARGEST_RECORD));
        return answerTimeout().plus(record.compareTo(answerTimeout()) < 0 ? record : answerTimeout());
    }

    /**
     * {@return how long opening a connection may take: one answer each for the TCP, the TLS and the protocol handshake} The
     * time in which bytes move does not count either.
     */
    public Duration openTimeout() {
        return answerTimeout().multipliedBy(2);
    }

    /** {@return how long the steps of opening a connection may take in all, with bytes that move} */
    public Duration longestOpen() {
        return openTimeout().multipliedBy(3);
    }

    /** {@return the same settings for another transport} */
    public LinkSettings over(Transport other) {
        return new LinkSettings(login, other, proxy, keepAlive, modelId);
    }
}
