package io.deckhand.testkit.internal.issuance;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An answer to a device's request for a certificate.
 *
 * @param requestId the device's request id
 * @param status the HTTP status: 202 when the request was accepted, 200 with the certificates, otherwise an error
 */
public record CredentialAnswer(String requestId, int status, ObjectNode body) {
    /** Receives the answers for a device. */
    @FunctionalInterface
    public interface Receiver {
        /** Sends an answer to the device; must not block. */
        void receive(CredentialAnswer answer);
    }
}
