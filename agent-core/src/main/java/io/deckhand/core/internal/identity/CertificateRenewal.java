package io.deckhand.core.internal.identity;

/**
 * Renews the certificate that the service has issued to a device, over one connection to its hub (a preview). Links that
 * can publish such requests call it, on any thread; nothing here blocks.
 */
public interface CertificateRenewal {
    /** The first version of the hub's API that issues certificates. */
    String API_VERSION = "2025-08-01-preview";

    /** Publishes requests on one connection. */
    @FunctionalInterface
    interface Publisher {
        void publish(String requestId, byte[] body);
    }

    /** The link is open. */
    void opened(Publisher publisher);

    /** The hub has answered; {@code status} is an HTTP status. */
    void answered(String requestId, int status, byte[] body);
}
