package io.deckhand.core.internal.provisioning;

import java.time.Duration;
import java.util.Optional;

/** One connection to the provisioning service, whatever its protocol. Every call blocks; {@link #close()} ends it from any thread. */
public interface RegistrationChannel extends AutoCloseable {
    /**
     * An answer.
     *
     * @param status as of HTTP
     * @param body JSON, or something else where a stranger answered
     * @param retryAfter how long the service wants to be left alone, if it says so
     */
    @SuppressWarnings("ArrayRecordComponent") // made once by the channel, read once
    record Answer(int status, byte[] body, Optional<Duration> retryAfter) {}

    /** Asks to be registered. */
    Answer register(byte[] body) throws Exception;

    /** Asks what has become of it. */
    Answer status(String operationId) throws Exception;

    @Override
    void close();
}
