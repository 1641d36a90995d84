package io.deckhand.core.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.CloudMessage;
import io.deckhand.CloudToDevice;
import io.deckhand.DeadLetter;
import io.deckhand.DeviceAgent;
import io.deckhand.Disposition;
import io.deckhand.MessageProperty;
import io.deckhand.ModuleInput;
import io.deckhand.SendOptions;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubModule;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.TelemetryMessage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

@LocalHubTest
class MessagesGuideTest {
    private final List<String> siren = new CopyOnWriteArrayList<>();
    private final List<String> display = new CopyOnWriteArrayList<>();
    private final List<String> journal = new CopyOnWriteArrayList<>();

    // region messages
    record Alarm(String room, int level) {}

    final class Messages {
        @CloudToDevice(when = "kind=alarm", attempts = 3, retryAfter = "PT0.1S")
        void alarm(Alarm alarm, @MessageProperty("origin") Optional<String> origin) {
            siren.add(alarm.room() + " " + origin.orElse("unknown"));
        }

        @CloudToDevice // all others
        Disposition notice(CloudMessage message) {
            display.add(message.text());
            return Disposition.COMPLETE;
        }

        @CloudToDevice(deadLetter = true) // what these two could not handle
        void lost(DeadLetter letter) {
            journal.add(letter.attempts() + " attempts: " + letter.reason());
        }
    }
    // endregion

    // region inputs
    record Measured(double celsius) {}

    static final class TooHot {
        @ModuleInput("temperature") // ... INTO BrokeredEndpoint("/modules/filter/inputs/temperature")
        void filter(Measured measured, DeviceAgent agent) {
            if (measured.celsius() > 80) {
                agent.sendAsync(measured, SendOptions.NONE.output("alerts"));
            }
        }
    }
    // endregion

    @Test
    void anInputHasItsListener(LocalHub hub) {
        HubModule module = hub.createDevice("guide-inputs").createModule("filter");
        String connectionString = module.connectionString() + ";GatewayHostName=" + hub.hostName();
        try (DeviceAgent agent = AgentBuilder.forConnectionString(connectionString)
                .sslContext(hub.sslContext())
                .handlers(new TooHot())
                .build()) {
            agent.start(Agents.SOON);
            for (String body : List.of("{\"celsius\":70}", "{\"celsius\":81}")) {
                await().atMost(Agents.SOON)
                        .untilAsserted(() -> module.sendToInput("temperature", CloudToDeviceMessage.of(body)));
            }
            TelemetryMessage alert = module.awaitTelemetry(any -> true, Agents.SOON);
            assertThat(alert.text()).isEqualTo("{\"celsius\":81.0}");
            assertThat(alert.systemProperties()).containsEntry("outputName", "alerts");
        }
    }

    @Test
    void eachMessageGoesToTheFirstWhoTakesIt(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(hub, device, new Messages())) {
            device.sendCloudToDevice(
                    CloudToDeviceMessage.of("{\"room\":\"hall\",\"level\":2}").property("kind", "alarm"));
            device.sendCloudToDevice(CloudToDeviceMessage.of("{}").property("kind", "alarm"));
            device.sendCloudToDevice(CloudToDeviceMessage.of("hello"));
            await().untilAsserted(() -> assertThat(display).containsExactly("hello"));
            assertThat(siren).containsExactly("hall unknown");
            assertThat(journal).containsExactly("1 attempts: At payload.level there must be a whole number in range.");
        }
    }
}
