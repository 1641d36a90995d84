package io.deckhand.testkit.internal.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.Message;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.TelemetryMessage;
import io.deckhand.testkit.fixture.HubFixture;
import io.deckhand.testkit.fixture.PahoDevice;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.IntStream;
import org.eclipse.paho.client.mqttv3.MqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttTopic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TelemetryTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @RegisterExtension
    final HubFixture fixture = new HubFixture();

    private HubDevice device;

    @BeforeEach
    void createDevice() {
        device = fixture.hub().createDevice("d1");
    }

    @Test
    void aMessageArrivesWithItsProperties() throws Exception {
        Message message = new Message("{\"t\":21.4}".getBytes(StandardCharsets.UTF_8));
        message.setMessageId("m 1");
        message.setCorrelationId("c/1");
        message.setContentType("application/json");
        message.setContentEncoding("utf-8");
        message.setProperty("größe", "a&b=c d");

        fixture.open(device).sendEvent(message);

        TelemetryMessage received = device.awaitTelemetry(m -> true, SOON);
        assertThat(received.text()).isEqualTo("{\"t\":21.4}");
        assertThat(received.properties()).containsEntry("größe", "a&b=c d").hasSize(1);
        assertThat(received.systemProperties())
                .containsEntry("messageId", "m 1")
                .containsEntry("correlationId", "c/1")
                .containsEntry("contentType", "application/json")
                .containsEntry("contentEncoding", "utf-8")
                .containsEntry("iothub-connection-device-id", "d1");
        assertThat(fixture.hub().telemetry()).containsExactly(received);
    }

    /** By a bare client: the queue of the Java device SDK swaps messages that are handed over while it looks for expired ones. */
    @Test
    void messagesKeepTheirOrder() throws Exception {
        try (PahoDevice paho = PahoDevice.of(fixture.hub(), device)) {
            paho.options().setMaxInflight(100);
            paho.connect();

            MqttTopic events = paho.client().getTopic("devices/d1/messages/events/");
            for (int i = 0; i < 50; i++) {
                MqttDeliveryToken handedOver = events.publish(("m" + i).getBytes(StandardCharsets.UTF_8), 1, false);
                assertThat(handedOver.getMessageId()).isPositive();
            }

            device.awaitTelemetry(message -> message.text().equals("m49"), SOON);
            assertThat(device.telemetry())
                    .extracting(TelemetryMessage::text)
                    .containsExactlyElementsOf(
                            IntStream.range(0, 50).mapToObj(i -> "m" + i).toList());
        }
    }

    @Test
    void aMessageThatIsTooLargeClosesTheConnection() throws Exception {
        DeviceClient client = fixture.open(device);
        client.sendEvent(new Message(new byte[255 * 1024]));

        client.sendEventAsync(new Message(new byte[256 * 1024]), (sent, failure, context) -> {}, null);

        await().until(() -> !device.isConnected());
        assertThat(device.telemetry()).hasSize(1);
    }

    @Test
    void aMessageBeyondAnyLimitClosesTheConnection() throws Exception {
        DeviceClient client = fixture.open(device);

        client.sendEventAsync(new Message(new byte[1024 * 1024]), (sent, failure, context) -> {}, null);

        await().until(() -> !device.isConnected());
        assertThat(device.telemetry()).isEmpty();
    }

    @Test
    void whatWasAwaitedInVainIsSaid() {
        assertThatThrownBy(() -> device.awaitTelemetry(message -> true, Duration.ofMillis(10)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'d1' did not send the expected telemetry within PT0.01S. Received: []");
    }
}
