package io.deckhand.core.internal.provisioning;

import java.time.Duration;
import java.util.Optional;

/**
 * One connection to the provisioning service, over any protocol. Every call blocks; {@link #close()} ends it from any
 * thread.
 */
public interface RegistrationChannel extends AutoCloseable {
    /**
     * An answer.
     *
     * @param status an HTTP status
     * @param body JSON; any content if another server answered
     * @param retryAfter how long to wait before the next request, if the service says so
     */
    @SuppressWarnings("ArrayRecordComponent") // made once by the channel, read once
    record Answer(int status, byte[] body, Optional<Duration> retryAfter) {}

    /** Sends a registration request. */
    Answer register(byte[] body) throws Exception;

    /** Queries the status of the registration. */
    Answer status(String operationId) throws Exception;

    @Override
    void close();
}
