package io.deckhand.core.identity;

import static io.deckhand.core.identity.IssuedDevice.awaitConnects;
import static io.deckhand.core.identity.IssuedDevice.end;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.ConnectionState;
import io.deckhand.DeviceAgent;
import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.core.IssuedCertificate;
import io.deckhand.core.Reborn;
import io.deckhand.testkit.HubEnrollment;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Certificates that the hub does not renew, or not at once. */
@LocalHubTest
@ResourceLock("the hub of RefusedRenewalTest") // The switches are those of the whole hub.
class RefusedRenewalTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final LocalHub hub;
    private final IssuedDevice device;

    /** Each test's own. */
    private final String id;

    @TempDir
    private Path directory;

    RefusedRenewalTest(LocalHub hub) {
        this.hub = hub;
        this.device = new IssuedDevice(hub);
        this.id = device.id();
    }

    @AfterEach
    void grant() {
        hub.certificates().grant();
        hub.certificates().issueAfter(Duration.ofMillis(100));
    }

    @Test
    void aDeviceThatWasKilledBetweenRequestAndAnswerGetsThatAnswer() throws Exception {
        HubEnrollment enrollment = device.enrolled(HOUR);
        hub.certificates().issueAfter(Duration.ofSeconds(3));
        IssuedCertificate wanted = IssuedCertificate.ecP256().renewAt(Duration.ofSeconds(1));
        Path store = directory.resolve("store");
        Path found;
        Instant first;
        try (DeviceAgent agent = device.builder(Transport.MQTT, enrollment, wanted)
                .storeIn(store)
                .build()) {
            agent.start(Agents.SOON);
            first = end(agent);
            await().atMost(Agents.SOON).until(() -> hub.certificates().requests(id) > 0);
            agent.sendAsync("marks the end of the file")
                    .kept()
                    .toCompletableFuture()
                    .join();
            found = Reborn.copy(store);
        }
        enrollment.disable(); // so that it cannot register

        try (DeviceAgent agent = device.builder(Transport.MQTT, enrollment, wanted)
                .storeIn(found)
                .build()) {
            agent.start(Agents.SOON);
            await().atMost(Agents.SOON)
                    .until(() -> agent.health().connects() >= 2 && end(agent).isAfter(first));
            assertThat(agent.health().failedAttempts()).isZero();
        }
    }

    /** HubRenewalTest has all codes. */
    @Test
    void aDeviceThatTheHubRefusesStaysConnectedAndIsRenewedAfterwards() {
        HubEnrollment enrollment = device.enrolled(Duration.ofSeconds(40));
        IssuedCertificate wanted = IssuedCertificate.ecP256().renewAt(Duration.ofSeconds(1));
        hub.certificates().refuseWith(429_002);

        try (DeviceAgent agent =
                device.builder(Transport.MQTT, enrollment, wanted).build()) {
            agent.start(Agents.SOON);
            for (int code : List.of(429_002, 503_001, 409_004, 409_005, 400_040)) {
                hub.certificates().refuseWith(code);
                int before = hub.certificates().requests(id);
                await().atMost(Agents.SOON).until(() -> hub.certificates().requests(id) > before);
                agent.send("refused with " + code);
                await().atMost(Agents.SOON).until(() -> agent.health().state() == ConnectionState.CONNECTED);
                assertThat(agent.health().failedAttempts()).isZero();
            }
            hub.certificates().grant();
            Instant refused = end(agent);
            await().atMost(Agents.SOON).until(() -> end(agent).isAfter(refused));
            agent.send("renewed");
            assertThat(agent.health().failedAttempts()).isZero();
        }
    }

    @Test
    void aHubThatWillNotRenewIsReplacedByTheServiceWhileTheDeviceIsConnected() {
        HubEnrollment enrollment = device.enrolled(HOUR);
        hub.certificates().refuseWith(412_005);
        IssuedCertificate wanted = IssuedCertificate.ecP256().renewAt(Duration.ofSeconds(1));

        try (DeviceAgent agent =
                device.builder(Transport.MQTT, enrollment, wanted).build()) {
            agent.start(Agents.SOON);
            awaitConnects(agent, 3);
            assertThat(agent.health().failedAttempts()).isZero();
        }
    }
}
