package io.deckhand.core.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.CloudMessage;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.Disposition;
import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cloud-to-device messages reach their listener in order, and hold up nothing else. */
@LocalHubTest
class CloudToDeviceTest {
    record Notice(String text) {}

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aMessageArrivesWithItsProperties(Transport transport, LocalHub hub, HubDevice device) {
        List<CloudMessage> received = new CopyOnWriteArrayList<>();
        Object listener = new Object() {
            @io.deckhand.CloudToDevice
            Disposition notice(CloudMessage message) {
                received.add(message);
                return Disposition.COMPLETE;
            }
        };
        try (DeviceAgent agent = Agents.started(transport, hub, device, listener)) {
            device.sendCloudToDevice(new CloudToDeviceMessage(
                    "hello",
                    Map.of("origin", "head office"),
                    "m-1",
                    "c-1",
                    "text/plain",
                    "utf-8",
                    Duration.ofMinutes(1)));
            await().until(() -> received.size() == 1);
            CloudMessage message = received.get(0);
            assertThat(message.text()).isEqualTo("hello");
            assertThat(message.properties()).containsEntry("origin", "head office");
            assertThat(message.messageId()).isEqualTo("m-1");
            assertThat(message.correlationId()).isEqualTo("c-1");
            assertThat(message.contentType()).isEqualTo("text/plain");
            await().until(() -> device.pendingCloudToDevice() == 0);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void messagesSentWhileTheDeviceIsAwayArriveInOrder(Transport transport, LocalHub hub, HubDevice device) {
        List<String> received = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 20; i++) {
            device.sendCloudToDevice(CloudToDeviceMessage.of("{\"text\":\"" + i + "\"}"));
        }
        Object listener = new Object() {
            @io.deckhand.CloudToDevice
            void notice(Notice notice) {
                received.add(notice.text());
            }
        };
        try (DeviceAgent agent = Agents.started(transport, hub, device, listener)) {
            await().until(() -> received.size() == 20);
            assertThat(received).startsWith("0", "1", "2").endsWith("18", "19");
            await().until(() -> device.pendingCloudToDevice() == 0);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aListenerThatThrowsOrABodyThatDoesNotBindHoldsUpNothing(Transport transport, LocalHub hub, HubDevice device) {
        List<String> received = new CopyOnWriteArrayList<>();
        Object listener = new Object() {
            @io.deckhand.CloudToDevice
            void notice(Notice notice) {
                if (notice.text().equals("bad")) {
                    throw new IllegalStateException("no");
                }
                received.add(notice.text());
            }
        };
        try (DeviceAgent agent = Agents.started(transport, hub, device, listener)) {
            device.sendCloudToDevice(CloudToDeviceMessage.of("{\"text\":\"bad\"}"));
            device.sendCloudToDevice(CloudToDeviceMessage.of("no json at all"));
            device.sendCloudToDevice(CloudToDeviceMessage.of("{\"text\":\"good\"}"));
            await().until(() -> received.contains("good"));
            await().until(() -> device.pendingCloudToDevice() == 0);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aSlowListenerDelaysNoMethod(Transport transport, LocalHub hub, HubDevice device) {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        Object handlers = new Object() {
            @io.deckhand.CloudToDevice
            void notice() throws InterruptedException {
                entered.countDown();
                release.await();
            }

            @DirectMethod
            String ping() {
                return "pong";
            }
        };
        try (DeviceAgent agent = Agents.started(transport, hub, device, handlers)) {
            device.sendCloudToDevice(CloudToDeviceMessage.of("slow"));
            await().until(() -> entered.getCount() == 0);
            assertThat(device.invoke("ping", "null").payload()).isEqualTo("\"pong\"");
            release.countDown();
        }
    }
}
