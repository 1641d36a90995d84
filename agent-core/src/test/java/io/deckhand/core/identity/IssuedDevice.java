package io.deckhand.core.identity;

import static org.awaitility.Awaitility.await;

import io.deckhand.DeviceAgent;
import io.deckhand.ReconnectPolicy;
import io.deckhand.Transport;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.core.Credentials;
import io.deckhand.core.IssuedCertificate;
import io.deckhand.core.Provisioning;
import io.deckhand.testkit.HubEnrollment;
import io.deckhand.testkit.LocalHub;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/** A device that the hub's provisioning service issues certificates for. */
final class IssuedDevice {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String id = "issued-" + NUMBER.incrementAndGet();
    private final LocalHub hub;

    IssuedDevice(LocalHub hub) {
        this.hub = hub;
    }

    String id() {
        return id;
    }

    HubEnrollment enrolled(Duration lifetime) {
        return hub.enrollments().individual(id).issueCertificates(lifetime).create();
    }

    AgentBuilder builder(Transport transport, HubEnrollment enrollment, IssuedCertificate wanted) {
        return Agents.over(
                transport,
                AgentBuilder.forProvisioning(Provisioning.of(
                                        hub.hostName(),
                                        hub.enrollments().idScope(),
                                        id,
                                        Credentials.sharedAccessKey(enrollment.primaryKey()))
                                .requestCertificate(wanted))
                        .trustedCertificates(hub.caCertificate())
                        .credentialCheck(Duration.ofSeconds(1))
                        .operationTimeout(Agents.SOON)
                        .reconnect(ReconnectPolicy.exponential(Duration.ofMillis(20), Duration.ofMillis(200))));
    }

    static Instant end(DeviceAgent agent) {
        return agent.health().credentialValidUntil().orElseThrow();
    }

    static void awaitConnects(DeviceAgent agent, long connects) {
        await().atMost(Agents.SOON).until(() -> agent.health().connects() >= connects);
    }
}
