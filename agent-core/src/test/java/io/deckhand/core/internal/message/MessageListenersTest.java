package io.deckhand.core.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.CloudMessage;
import io.deckhand.CloudToDevice;
import io.deckhand.DeadLetter;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.Disposition;
import io.deckhand.MessageProperty;
import io.deckhand.PayloadField;
import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which listener takes a message, how often, and what the hub is told. */
@LocalHubTest
class MessageListenersTest {
    record Alarm(String text, int level) {}

    static CloudToDeviceMessage message(String body) {
        return CloudToDeviceMessage.of(body);
    }

    static final class Listeners {
        final List<String> seen = new CopyOnWriteArrayList<>();
        final AtomicInteger failures = new AtomicInteger();

        @CloudToDevice(when = "kind=alarm")
        void alarm(Alarm alarm, @MessageProperty("origin") Optional<String> origin) {
            seen.add("alarm " + alarm.text() + " of " + origin.orElse("nobody"));
        }

        @CloudToDevice(when = {"kind=alarm", "test"})
        void test(@PayloadField("text") String text) {
            seen.add("test " + text);
        }

        @CloudToDevice(when = "flaky", attempts = 3, retryAfter = "PT0.01S")
        void flaky(String text) {
            int failure = failures.incrementAndGet();
            seen.add("flaky " + text + " " + failure);
            if (failure < 3 || text.equals("never")) {
                throw new IllegalStateException("not yet");
            }
        }

        @CloudToDevice(when = "answer", order = -1, attempts = 2, retryAfter = "PT0.01S")
        Disposition answer(@MessageProperty("answer") String answer) {
            seen.add("answer " + answer);
            return Disposition.valueOf(answer);
        }

        @CloudToDevice(order = 10)
        void other(CloudMessage message) {
            seen.add("other " + message.text());
        }

        @CloudToDevice(deadLetter = true)
        void lost(DeadLetter letter) {
            seen.add("lost " + letter.message().text() + " after " + letter.attempts() + ": " + letter.reason());
        }

        @DirectMethod
        String ping() {
            return "pong";
        }
    }

    private static DeviceAgent started(LocalHub hub, HubDevice device, Transport transport, Object handlers) {
        DeviceAgent agent = Agents.builder(transport, hub, device, handlers).build();
        agent.start(Agents.SOON);
        return agent;
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void theFirstListenerWhoseConditionsHoldTakesIt(Transport transport, LocalHub hub, HubDevice device) {
        Listeners listeners = new Listeners();
        try (DeviceAgent agent = started(hub, device, transport, listeners)) {
            String alarm = "{\"text\":\"fire\",\"level\":3}";
            device.sendCloudToDevice(message(alarm).property("kind", "alarm").property("origin", "hall"));
            device.sendCloudToDevice(
                    message("{\"text\":\"drill\"}").property("kind", "alarm").property("test", "1"));
            device.sendCloudToDevice(message("hello").property("kind", "greeting"));
            device.sendCloudToDevice(message("plain"));
            await().untilAsserted(() -> assertThat(listeners.seen)
                    .containsExactly("alarm fire of hall", "test drill", "other hello", "other plain"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aListenerThatFailsIsTriedAgainAndThenTheMessageIsADeadLetter(
            Transport transport, LocalHub hub, HubDevice device) {
        Listeners listeners = new Listeners();
        try (DeviceAgent agent = started(hub, device, transport, listeners)) {
            device.sendCloudToDevice(message("works").property("flaky", "1"));
            await().untilAsserted(() ->
                    assertThat(listeners.seen).containsExactly("flaky works 1", "flaky works 2", "flaky works 3"));
            listeners.seen.clear();
            device.sendCloudToDevice(message("never").property("flaky", "1"));
            device.sendCloudToDevice(message("no json").property("kind", "alarm"));
            device.sendCloudToDevice(message("behind"));
            await().until(() -> listeners.seen.contains("other behind"));
            assertThat(listeners.seen).hasSize(6);
            assertThat(listeners.seen.get(3))
                    .startsWith("lost never after 3: Its listener failed. The device's log has more: ");
            assertThat(listeners.seen.get(4)).isEqualTo("lost no json after 1: The payload is not valid JSON.");
            await().until(() -> device.pendingCloudToDevice() == 0);
        }
    }

    @Test
    void overMqttWhatIsAbandonedIsTriedHereAndThenADeadLetter(LocalHub hub, HubDevice device) {
        Listeners listeners = new Listeners();
        try (DeviceAgent agent = started(hub, device, Transport.MQTT, listeners)) {
            device.sendCloudToDevice(message("a").property("answer", "ABANDON"));
            device.sendCloudToDevice(message("r").property("answer", "REJECT"));
            await().untilAsserted(() -> assertThat(listeners.seen)
                    .containsExactly(
                            "answer ABANDON",
                            "answer ABANDON",
                            "lost a after 2: Its listener abandoned it.",
                            "answer REJECT",
                            "lost r after 1: Its listener rejected it."));
            await().until(() -> device.pendingCloudToDevice() == 0);
        }
    }

    /** The connection is lost while the message is handled: the hub delivers it again, with its settlement unknown. */
    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aMessageThatWasHandledIsNotHandledAgain(Transport transport, LocalHub hub, HubDevice device) throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        List<String> seen = new CopyOnWriteArrayList<>();
        Object listener = new Object() {
            @CloudToDevice
            void notice(CloudMessage message) throws InterruptedException {
                seen.add(message.text());
                entered.countDown();
                release.await();
            }
        };
        try (DeviceAgent agent = Agents.started(transport, hub, device, listener)) {
            device.sendCloudToDevice(message("once").messageId("m-1"));
            entered.await();
            hub.faults().cut(device);
            await().until(() -> hub.faults().connects(device) == 2 && device.isConnected());
            assertThat(device.pendingCloudToDevice()).isEqualTo(1);
            release.countDown();
            await().until(() -> device.pendingCloudToDevice() == 0);
            assertThat(seen).containsExactly("once");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void withoutAWindowEveryDeliveryIsHandled(Transport transport, LocalHub hub, HubDevice device) {
        List<String> seen = new CopyOnWriteArrayList<>();
        Object listener = new Object() {
            @CloudToDevice
            void notice(String text) {
                seen.add(text);
            }
        };
        try (DeviceAgent agent = Agents.builder(transport, hub, device, listener)
                .rememberedMessageIds(0)
                .build()) {
            agent.start(Agents.SOON);
            device.sendCloudToDevice(message("one").messageId("same"));
            device.sendCloudToDevice(message("two").messageId("same"));
            await().untilAsserted(() -> assertThat(seen).containsExactly("one", "two"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void bodiesAreReadAsTheirContentTypeAndEncodingSay(Transport transport, LocalHub hub, HubDevice device) {
        Listeners listeners = new Listeners();
        try (DeviceAgent agent = started(hub, device, transport, listeners)) {
            device.sendCloudToDevice(new io.deckhand.testkit.CloudToDeviceMessage(
                    "{\"text\":\"fire\",\"level\":3}",
                    Map.of("kind", "alarm"),
                    "m-1",
                    null,
                    "text/plain",
                    "utf-8",
                    Duration.ofMinutes(1)));
            await().untilAsserted(() -> assertThat(listeners.seen)
                    .containsExactly(
                            "lost {\"text\":\"fire\",\"level\":3} after 1: The content type is 'text/plain'; this listener "
                                    + "accepts application/json only."));
        }
    }
}
