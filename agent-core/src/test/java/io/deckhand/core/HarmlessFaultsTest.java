package io.deckhand.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.CloudMessage;
import io.deckhand.CloudToDevice;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.Transport;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubPacket;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.PacketFault;
import io.deckhand.testkit.TelemetryMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Faults that cost no connection: everything is done once, over the one there is. */
@LocalHubTest
@ResourceLock("the hub of HarmlessFaultsTest")
class HarmlessFaultsTest {
    private static final int MESSAGES = 40;
    private static final Duration LATE = Duration.ofMillis(150);

    static final class Handlers {
        final List<String> messages = new CopyOnWriteArrayList<>();
        final List<Integer> intervals = new CopyOnWriteArrayList<>();

        @DirectMethod
        String ping() {
            return "pong";
        }

        @DesiredProperty("interval")
        int interval(int value) {
            intervals.add(value);
            return value;
        }

        @CloudToDevice
        void message(CloudMessage message) {
            messages.add(message.text());
        }
    }

    /** But for the SUBACK of MQTT: the client below the SDK ends the connection at one that it does not wait for. */
    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void whatComesTwiceIsDoneOnce(Transport transport, LocalHub hub, HubDevice device) {
        Stream<HubPacket> packets = Stream.of(HubPacket.values())
                .filter(packet -> transport != Transport.MQTT || packet != HubPacket.SUBACK);

        assertUnharmed(transport, hub, device, packets.map(PacketFault::duplicate));
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void whatComesLateIsWaitedFor(Transport transport, LocalHub hub, HubDevice device) {
        Stream<HubPacket> packets = Stream.of(HubPacket.values());

        assertUnharmed(transport, hub, device, packets.map(packet -> PacketFault.delay(packet, LATE)));
    }

    private static void assertUnharmed(
            Transport transport, LocalHub hub, HubDevice device, Stream<PacketFault> faults) {
        faults.forEach(fault -> hub.faults().inject(fault.of(device)));
        Handlers handlers = new Handlers();
        try (DeviceAgent agent =
                Agents.builder(transport, hub, device, handlers).build()) {
            agent.start(Agents.SOON);
            CompletableFuture<?>[] sent = IntStream.range(0, MESSAGES)
                    .mapToObj(i -> agent.sendAsync("m" + i, Map.of()).toCompletableFuture())
                    .toArray(CompletableFuture[]::new);
            device.patchDesired("{\"interval\":7}");
            for (int i = 0; i < 3; i++) {
                assertThat(device.invoke("ping", "null").payload()).isEqualTo("\"pong\"");
                device.sendCloudToDevice(CloudToDeviceMessage.of("c" + i).messageId("id-" + i));
            }

            assertThat(CompletableFuture.allOf(sent)).succeedsWithin(Agents.SOON);
            await().until(() -> device.reported().contains("\"interval\":7") && device.pendingCloudToDevice() == 0);
            agent.awaitCaughtUp(Agents.SOON);
            assertThat(device.telemetry())
                    .extracting(TelemetryMessage::text)
                    .containsExactlyElementsOf(
                            IntStream.range(0, MESSAGES).mapToObj(i -> "m" + i).toList());
            assertThat(handlers.messages).containsExactly("c0", "c1", "c2");
            assertThat(handlers.intervals).containsExactly(7);
            assertThat(hub.faults().connects(device)).isEqualTo(1);
        }
    }
}
