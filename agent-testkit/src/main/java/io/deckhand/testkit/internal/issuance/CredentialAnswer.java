package io.deckhand.testkit.internal.issuance;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a device hears about its request for a certificate.
 *
 * @param requestId as the device named its request
 * @param status as in HTTP: 202 when the request was accepted, 200 with the certificates, else an error
 */
public record CredentialAnswer(String requestId, int status, ObjectNode body) {
    /** Takes what a device is to hear. */
    @FunctionalInterface
    public interface Receiver {
        /** Passes an answer on. */
        void receive(CredentialAnswer answer);
    }
}
