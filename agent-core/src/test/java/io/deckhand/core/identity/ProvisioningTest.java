package io.deckhand.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deckhand.AgentHealth;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.FailureCause;
import io.deckhand.ReconnectPolicy;
import io.deckhand.Transport;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.core.Assignment;
import io.deckhand.core.Credentials;
import io.deckhand.core.Provisioning;
import io.deckhand.core.internal.connect.ConnectProxy;
import io.deckhand.identity.Credential;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubEnrollment;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.Reprovisioning;
import io.deckhand.testkit.TelemetryMessage;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Devices that know no hub: the provisioning service says which. AMQPS_WS registers over HTTPS. */
@LocalHubTest
class ProvisioningTest {
    private static final String NO_KEY = Base64.getEncoder().encodeToString(new byte[32]);

    private final LocalHub hub;

    @TempDir
    private Path directory;

    ProvisioningTest(LocalHub hub) {
        this.hub = hub;
    }

    private Provisioning as(String registrationId, Credential credential) {
        return Provisioning.of(hub.hostName(), hub.enrollments().idScope(), registrationId, credential);
    }

    private AgentBuilder builder(Transport transport, Provisioning provisioning) {
        return Agents.over(
                transport,
                AgentBuilder.forProvisioning(provisioning)
                        .trustedCertificates(hub.caCertificate())
                        .operationTimeout(Agents.SOON)
                        .reconnect(ReconnectPolicy.exponential(Duration.ofMillis(20), Duration.ofMillis(200))));
    }

    private void use(AgentBuilder builder, String deviceId) {
        try (DeviceAgent agent = builder.build()) {
            agent.start(Agents.SOON);
            agent.send("hello");
            assertThat(agent.deviceId()).isEqualTo(deviceId);
            HubDevice device = hub.device(deviceId);
            assertThat(device.awaitTelemetry(any -> true, Agents.SOON).text()).isEqualTo("hello");
            agent.report("speed", 1);
            assertThat(device.reported()).contains("\"speed\":1");
        }
    }

    private AgentHealth failed(AgentBuilder builder) {
        try (DeviceAgent agent = builder.build()) {
            agent.startAsync();
            await().atMost(Agents.SOON).until(() -> agent.health().lastCause().isPresent());
            return agent.health();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDeviceIsAssignedByItsKey(Transport transport) {
        String id = "key-" + transport;
        HubEnrollment enrollment = hub.enrollments()
                .individual(id)
                .deviceId("device-" + transport)
                .payload("{\"line\":3}")
                .create();
        List<Assignment> told = new CopyOnWriteArrayList<>();
        Provisioning provisioning = as(id, Credentials.sharedAccessKey(enrollment.primaryKey()))
                .payload(Map.of("modelId", "dtmi:com:example:Fan;1"))
                .onAssigned(told::add);

        use(builder(transport, provisioning), "device-" + transport);

        assertThat(told)
                .containsExactly(new Assignment(hub.hostName(), "device-" + transport, Optional.of("{\"line\":3}")));
        assertThat(hub.device("device-" + transport).twin()).contains("dtmi:com:example:Fan;1");
    }

    /** Nothing listens on the port that the endpoint names for HTTPS. */
    @Test
    void aDeviceThatReachesOnlyThePortOfAmqpIsAssigned() {
        HubEnrollment enrollment = hub.enrollments().individual("narrow").create();
        Provisioning provisioning = Provisioning.of(
                hub.hostName() + ":1",
                hub.enrollments().idScope(),
                "narrow",
                Credentials.sharedAccessKey(enrollment.primaryKey()));

        use(builder(Transport.AMQPS, provisioning), "narrow");
    }

    @Test
    void aDeviceIsAssignedOverHttpsThroughAProxyThatAsksForAPassword() throws Exception {
        assumeTrue(hub.httpsOnStandardPort(), "AMQPS_WS and its registration use port 443 only");
        HubEnrollment enrollment = hub.enrollments().individual("proxied").create();
        Provisioning provisioning = as("proxied", Credentials.sharedAccessKey(enrollment.primaryKey()));
        try (ConnectProxy proxy = ConnectProxy.asking("device", "let me out")) {
            use(
                    builder(Transport.AMQPS_WS, provisioning)
                            .proxy(proxy.host(), proxy.port(), "device", "let me out".toCharArray()),
                    "proxied");
            assertThat(proxy.tunnels()).hasSizeGreaterThanOrEqualTo(2).containsOnly(hub.hostName() + ":443");
        }
    }

    @Test
    void aDeviceIsAssignedByTheKeyOfItsGroup() {
        HubEnrollment line = hub.enrollments().group("line").create();

        use(builder(Transport.MQTT, as("fan-1", Credentials.sharedAccessKey(line.derivedKey("fan-1")))), "fan-1");
        use(builder(Transport.AMQPS, as("fan-2", Credentials.groupKey(line.primaryKey(), "fan-2"))), "fan-2");
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "MQTT_WS", "AMQPS"})
    void aDeviceIsAssignedByItsCertificateOrThatOfItsGroup(Transport transport) throws Exception {
        String alone = "alone-" + transport;
        X509Bundle own = CertificateAuthority.selfSigned(alone);
        hub.enrollments().individual(alone).certificate(own.getCertificate()).create();
        CertificateAuthority authority = CertificateAuthority.named("authority-" + transport);
        CertificateAuthority line = authority.below("line-" + transport);
        hub.enrollments()
                .group("certified-" + transport)
                .authority(authority.certificate())
                .create();

        use(builder(transport, as(alone, written(alone, own))), alone);
        String member = "member-" + transport;
        use(builder(transport, as(member, written(member, line.issue(member)))), member);
    }

    private Credential written(String name, X509Bundle bundle) throws Exception {
        Path certificate = directory.resolve(name + ".pem");
        Path key = directory.resolve(name + ".key");
        CertificateAuthority.write(bundle, certificate, key);
        return Credentials.pemFiles(certificate, key);
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "MQTT_WS", "AMQPS"})
    void aWrongKeyAnotherScopeAndAnUnknownIdAreRefusedByName(Transport transport) {
        String id = "refused-" + transport;
        HubEnrollment enrollment = hub.enrollments().individual(id).create();
        Credential good = Credentials.sharedAccessKey(enrollment.primaryKey());

        AgentHealth wrongKey = failed(builder(transport, as(id, Credentials.sharedAccessKey(NO_KEY))));
        AgentHealth otherScope = failed(builder(transport, Provisioning.of(hub.hostName(), "0ne00FFFFFF", id, good)));
        AgentHealth unknown = failed(builder(transport, as("nobody-" + transport, good)));

        assertThat(List.of(wrongKey, otherScope, unknown)).allSatisfy(health -> {
            assertThat(health.lastCause()).contains(FailureCause.PROVISIONING_REFUSED);
            assertThat(health.lastFailure().orElse("")).contains("Check the id scope, the registration id");
        });
        Duration untilNext =
                Duration.between(Instant.now(), wrongKey.nextAttempt().orElseThrow());
        assertThat(untilNext).as("a fleet spreads").isLessThanOrEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void theSecondaryKeyOfAnEnrollmentIsUsedWhenThePrimaryIsRefused() {
        HubEnrollment enrollment = hub.enrollments().individual("rotated").create();
        try (DeviceAgent agent = builder(
                        Transport.MQTT, as("rotated", Credentials.sharedAccessKeys(NO_KEY, enrollment.secondaryKey())))
                .build()) {
            agent.startAsync();
            await().atMost(Agents.SOON).until(() -> agent.health().nextAttempt().isPresent());
            agent.networkChanged();
            await().atMost(Agents.SOON).until(() -> agent.health().connects() == 1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aDisabledEnrollmentIsAskedForRarelyAndWorksOnceEnabled(Transport transport) {
        HubEnrollment enrollment =
                hub.enrollments().individual("disabled-" + transport).create();
        enrollment.disable();
        Credential key = Credentials.sharedAccessKey(enrollment.primaryKey());

        try (DeviceAgent agent =
                builder(transport, as("disabled-" + transport, key)).build()) {
            agent.startAsync();
            await().atMost(Agents.SOON).until(() -> agent.health().nextAttempt().isPresent());
            assertThat(agent.health().lastCause()).contains(FailureCause.PROVISIONING_DISABLED);
            assertThat(agent.health().nextAttempt().orElseThrow())
                    .isAfter(Instant.now().plus(Duration.ofMinutes(59)));

            enrollment.enable();
            agent.networkChanged();
            await().atMost(Agents.SOON).until(() -> agent.health().connects() == 1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aDeviceThatWasDeletedRegistersAnewAndLosesNothing(Transport transport) {
        String id = "deleted-" + transport;
        HubEnrollment enrollment = hub.enrollments().individual(id).create();

        try (DeviceAgent agent = builder(transport, as(id, Credentials.sharedAccessKey(enrollment.primaryKey())))
                .build()) {
            agent.start(Agents.SOON);
            agent.report("firmware", "1.2");
            hub.device(id).delete();
            await().atMost(Agents.SOON)
                    .until(() -> agent.health().failedAttempts() >= 4
                            && agent.health().nextAttempt().isPresent());
            agent.sendAsync("while away");
            agent.reportAsync("speed", 7);
            assertThat(agent.health().lastCause())
                    .isIn(Optional.of(FailureCause.CREDENTIALS_REFUSED), Optional.of(FailureCause.DEVICE_UNKNOWN));

            agent.networkChanged(); // in place of waiting for up to two minutes
            await().atMost(Agents.SOON).until(() -> agent.health().connects() == 2);
            agent.awaitCaughtUp(Agents.SOON);
            HubDevice again = hub.device(id);
            assertThat(again.awaitTelemetry(any -> true, Agents.SOON).text()).isEqualTo("while away");
            assertThat(again.reported()).contains("\"speed\":7");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aRestartedDeviceConnectsToItsHubWithoutAskingTheService(Transport transport) {
        String id = "remembered-" + transport;
        HubEnrollment enrollment = hub.enrollments()
                .individual(id)
                .deviceId("device-" + id)
                .payload("{\"line\":3}")
                .create();
        Credential key = Credentials.sharedAccessKey(enrollment.primaryKey());
        use(builder(transport, as(id, key)).storeIn(directory), "device-" + id);

        List<Assignment> told = new CopyOnWriteArrayList<>();
        Provisioning serviceIsAway = Provisioning.of(
                        "127.98.76.54", hub.enrollments().idScope(), id, key)
                .onAssigned(told::add);
        try (DeviceAgent again =
                builder(transport, serviceIsAway).storeIn(directory).build()) {
            assertThat(again.deviceId()).isEqualTo("device-" + id);
            again.start(Agents.SOON);
            again.send("hello again");
        }
        assertThat(told).containsExactly(new Assignment(hub.hostName(), "device-" + id, Optional.of("{\"line\":3}")));
    }

    /** What the device does: it answers a method and applies a desired property. */
    static final class Fan {
        final List<Integer> applied = new CopyOnWriteArrayList<>();

        @DirectMethod
        String ping() {
            return "pong";
        }

        @DesiredProperty("speed")
        int speed(int wanted) {
            applied.add(wanted);
            return wanted;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aDeviceThatIsMovedGoesOnAtTheNewHubWithAllThatItHad(Transport transport) throws Exception {
        String id = "moved-" + transport;
        Fan fan = new Fan();
        try (LocalHub first = LocalHub.start();
                LocalHub second = LocalHub.start()) {
            Path trusted = directory.resolve("both-" + transport + ".pem");
            Files.writeString(
                    trusted, Files.readString(first.caCertificate()) + Files.readString(second.caCertificate()));
            // Not the service of the other tests: with more hubs behind it, it would assign their devices to these.
            first.enrollments().link(second);
            HubEnrollment enrollment =
                    first.enrollments().individual(id).assignTo(first).create();
            enrollment.reprovisioning(Reprovisioning.RESET_DATA);
            Provisioning provisioning = Provisioning.of(
                    first.hostName(),
                    first.enrollments().idScope(),
                    id,
                    Credentials.sharedAccessKey(enrollment.primaryKey()));

            try (DeviceAgent agent = builder(transport, provisioning)
                    .trustedCertificates(trusted)
                    .handlers(fan)
                    .build()) {
                agent.start(Agents.SOON);
                first.device(id).patchDesired("{\"speed\":1}");
                await().atMost(Agents.SOON).until(() -> fan.applied.contains(1));
                agent.report("firmware", "1.2");
                agent.awaitCaughtUp(Agents.SOON);

                enrollment.assignTo(second);
                first.device(id).delete();
                await().atMost(Agents.SOON)
                        .until(() -> agent.health().failedAttempts() >= 4
                                && agent.health().nextAttempt().isPresent());
                for (int i = 0; i < 20; i++) {
                    agent.sendAsync("waiting " + i);
                }
                agent.reportAsync("door", "open");
                agent.networkChanged(); // in place of waiting for up to two minutes

                await().atMost(Agents.SOON).until(() -> agent.health().connects() == 2);
                agent.awaitCaughtUp(Agents.SOON);
                HubDevice there = second.device(id);
                assertThat(there.telemetry().stream().map(TelemetryMessage::text))
                        .hasSize(20)
                        .startsWith("waiting 0")
                        .endsWith("waiting 19");
                assertThat(there.reported()).contains("\"door\":\"open\"", "\"firmware\":\"1.2\"", "\"speed\":1");
                assertThat(there.invoke("ping", "null").payload()).isEqualTo("\"pong\"");
                there.patchDesired("{\"speed\":2}");
                await().atMost(Agents.SOON).until(() -> fan.applied.contains(2));
                assertThat(agent.health().telemetryLost()).isEmpty();
            }
        }
    }

    @Test
    void aServiceThatIsNotThereIsNamed() {
        AgentHealth health = failed(builder(
                Transport.MQTT,
                Provisioning.of("127.98.76.54", "0ne00000000", "fan", Credentials.sharedAccessKey(NO_KEY))));

        assertThat(health.lastCause()).contains(FailureCause.CONNECTION_REFUSED);
        assertThat(health.lastFailure().orElse(""))
                .contains("The failure occurred at the provisioning service, 127.98.76.54.");
    }

    @Test
    void anEndpointThatIsAUrlIsRefusedAtOnce() {
        assertThatThrownBy(() -> Provisioning.of(
                        "https://global.azure-devices-provisioning.net",
                        "0ne00000000",
                        "fan",
                        Credentials.sharedAccessKey(NO_KEY)))
                .hasMessageContaining("is a URL. Give its host name only");
    }
}
