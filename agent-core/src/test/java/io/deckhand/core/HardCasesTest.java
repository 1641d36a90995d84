package io.deckhand.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.CloudMessage;
import io.deckhand.CloudToDevice;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.FailureCause;
import io.deckhand.ReconnectPolicy;
import io.deckhand.Transport;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What ends the raw client for good, or makes it try in vain for ever. */
@LocalHubTest
class HardCasesTest {
    static final class Listener {
        final List<Map<String, String>> properties = new CopyOnWriteArrayList<>();

        @CloudToDevice
        void arrived(CloudMessage message) {
            properties.add(message.properties());
        }

        @DirectMethod
        String ping() {
            return "pong";
        }
    }

    /** A reserved name throws in the SDK's callback, which ends the connection; the hub then delivers it again, for ever. */
    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"MQTT", "AMQPS"})
    void poisonIsDeliveredAlsoWhileOpening(Transport transport, LocalHub hub, HubDevice device) {
        List<Map<String, String>> poison =
                List.of(Map.of("iothub-enqueuedtime", "x"), Map.of("%zz", "%"), Map.of("a", "good"));
        Listener listener = new Listener();
        poison.forEach(properties -> send(device, properties));
        try (DeviceAgent agent = started(transport, hub, device, listener)) {
            await().until(() -> listener.properties.size() == poison.size());
            poison.forEach(properties -> send(device, properties));
            await().until(() -> listener.properties.size() == 2 * poison.size());
            await().until(() -> device.pendingCloudToDevice() == 0);
            assertThat(listener.properties).containsAll(poison);
            assertThat(agent.health().connects()).isEqualTo(1);
            assertThat(device.invoke("ping", "null").status()).isEqualTo(200);
        }
    }

    /**
     * Over MQTT the SDK reads neither {@code empty=} nor a bare name, which the hub writes where a value is empty or missing;
     * over AMQP a missing one ends the thread that reads.
     */
    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"MQTT", "AMQPS"})
    void aPropertyWithoutAValueEndsNoConnection(Transport transport, LocalHub hub, HubDevice device) {
        Map<String, String> properties = new HashMap<>();
        properties.put("empty", "");
        properties.put("bare", null);
        properties.put("full", "1");
        Listener listener = new Listener();
        send(device, properties);
        try (DeviceAgent agent = started(transport, hub, device, listener)) {
            await().until(() -> listener.properties.size() == 1);
            send(device, properties);
            await().until(() -> listener.properties.size() == 2 && device.pendingCloudToDevice() == 0);
            assertThat(listener.properties).containsOnly(Map.of("empty", "", "bare", "", "full", "1"));
            assertThat(agent.health().connects()).isEqualTo(1);
            assertThat(device.invoke("ping", "null").status()).isEqualTo(200);
        }
    }

    private static DeviceAgent started(Transport transport, LocalHub hub, HubDevice device, Object listener) {
        DeviceAgent agent = Agents.builder(transport, hub, device, listener).build();
        agent.start(Agents.SOON);
        return agent;
    }

    private static void send(HubDevice device, Map<String, String> properties) {
        device.sendCloudToDevice(new io.deckhand.testkit.CloudToDeviceMessage(
                "body", properties, null, null, null, null, Duration.ofMinutes(1)));
    }

    @Test
    void anotherCertificateIsNamedAndTheRightOneTakenAgain() {
        try (LocalHub right = LocalHub.start()) {
            HubDevice device = right.createDevice("certificates");
            try (DeviceAgent agent = Agents.started(right, device, new Listener())) {
                right.stop();
                try (LocalHub wrong = LocalHub.builder().host(right.hostName()).start()) {
                    await().atMost(Agents.SOON)
                            .until(() -> agent.health()
                                    .lastCause()
                                    .filter(FailureCause.TLS_NOT_TRUSTED::equals)
                                    .isPresent());
                    assertThat(agent.health().lastFailure().orElse("")).contains("certificate is not trusted");
                }
                right.startAgain();
                agent.awaitCaughtUp(Agents.SOON);
                assertThat(device.invoke("ping", "null").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void twoAgentsWithOneIdSayWhatIsWrongAndSlowDown(LocalHub hub, HubDevice device) {
        List<Integer> attempts = new CopyOnWriteArrayList<>();
        ReconnectPolicy growing = (attempt, cause) -> {
            attempts.add(attempt);
            return Duration.ofMillis(50L << Math.min(attempt, 10));
        };
        try (DeviceAgent one = Agents.builder(hub, device).reconnect(growing).build();
                DeviceAgent other =
                        Agents.builder(hub, device).reconnect(growing).build()) {
            one.start(Agents.SOON);
            other.start(Agents.SOON);
            await().atMost(Agents.SOON)
                    .until(() -> List.of(one, other).stream()
                            .anyMatch(agent -> agent.health()
                                    .lastCause()
                                    .filter(FailureCause.ANOTHER_CLIENT::equals)
                                    .isPresent()));
            assertThat(attempts).as("a round each makes the next one later").contains(1, 2, 3);
        }
    }
}
