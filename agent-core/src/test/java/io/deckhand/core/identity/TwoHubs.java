package io.deckhand.core.identity;

import io.deckhand.ReconnectPolicy;
import io.deckhand.Transport;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.core.Credentials;
import io.deckhand.core.Provisioning;
import io.deckhand.testkit.HubEnrollment;
import io.deckhand.testkit.LocalHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A provisioning service, which is also a hub, with another hub linked to it; and an enrollment for the latter. */
final class TwoHubs implements AutoCloseable {
    final LocalHub service = LocalHub.start();
    final LocalHub other = LocalHub.start();
    final HubEnrollment enrollment;
    private final String idScope = service.enrollments().idScope();
    private final String serviceName = service.hostName();
    private final Path trusted;

    TwoHubs(Path directory, String registrationId) throws IOException {
        trusted = Files.createTempFile(directory, "both", ".pem");
        Files.writeString(trusted, Files.readString(service.caCertificate()) + Files.readString(other.caCertificate()));
        service.enrollments().link(other);
        enrollment = service.enrollments()
                .individual(registrationId)
                .payload("{\"line\":3}")
                .assignTo(other)
                .create();
    }

    Provisioning as(String registrationId, String key) {
        return Provisioning.of(serviceName, idScope, registrationId, Credentials.sharedAccessKey(key));
    }

    Provisioning enrolled() {
        return as(enrollment.name(), enrollment.primaryKey());
    }

    AgentBuilder builder(Transport transport, Provisioning provisioning) {
        return AgentBuilder.forProvisioning(provisioning)
                .trustedCertificates(trusted)
                .transport(transport)
                .operationTimeout(Agents.SOON)
                .reconnect(ReconnectPolicy.exponential(Duration.ofMillis(20), Duration.ofMillis(200)));
    }

    @Override
    public void close() {
        service.close();
        other.close();
    }
}
