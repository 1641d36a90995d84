package io.deckhand.spring;

import java.nio.file.Path;
import java.util.Optional;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Which device the application's agent is, from somewhere else than configuration properties. A bean of this type takes the place of
 * all properties that name the device, its credential, and whom to trust.
 *
 * @since 0.1
 */
public interface DeckhandConnectionDetails extends ConnectionDetails {
    /** {@return the device's connection string} */
    String connectionString();

    /** {@return the authorities to trust, as a PEM file; empty for those of the Java runtime} */
    default Optional<Path> trustedCertificates() {
        return Optional.empty();
    }
}
