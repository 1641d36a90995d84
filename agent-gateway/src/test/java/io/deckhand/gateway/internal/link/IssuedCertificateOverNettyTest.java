package io.deckhand.gateway.internal.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.DeviceAgent;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Credentials;
import io.deckhand.core.IssuedCertificate;
import io.deckhand.core.Link;
import io.deckhand.core.Provisioning;
import io.deckhand.testkit.HubEnrollment;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The hub renews an issued certificate over this link, too. */
@LocalHubTest
class IssuedCertificateOverNettyTest {
    private static final Duration SOON = Duration.ofSeconds(40);

    @Test
    void theHubRenewsACertificateOnTheOpenConnection(LocalHub hub) {
        HubEnrollment enrollment = hub.enrollments()
                .individual("issued-netty")
                .issueCertificates(Duration.ofHours(1))
                .create();
        try (DeviceAgent agent = AgentBuilder.forProvisioning(Provisioning.of(
                                hub.hostName(),
                                hub.enrollments().idScope(),
                                enrollment.name(),
                                Credentials.sharedAccessKey(enrollment.primaryKey()))
                        .requestCertificate(IssuedCertificate.ecP256().renewAt(Duration.ofSeconds(1))))
                .trustedCertificates(hub.caCertificate())
                .link(Link.NETTY)
                .credentialCheck(Duration.ofSeconds(1))
                .operationTimeout(SOON)
                .build()) {
            agent.start(SOON);
            enrollment.disable(); // so that it could not register again
            Instant first = agent.health().credentialValidUntil().orElseThrow();

            await().atMost(SOON)
                    .until(() -> agent.health().connects() >= 2
                            && agent.health()
                                    .credentialValidUntil()
                                    .orElseThrow()
                                    .isAfter(first));
            agent.send("renewed");
            assertThat(hub.certificates().requests("issued-netty")).isPositive();
            assertThat(agent.health().failedAttempts()).isZero();
        }
    }
}
