package io.deckhand.testkit.internal.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.Message;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.TelemetryMessage;
import io.deckhand.testkit.fixture.HubFixture;
import io.deckhand.testkit.fixture.PahoDevice;
import io.deckhand.testkit.fixture.RawAmqp;
import io.deckhand.testkit.fixture.SpoiltBytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Sender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client really sent, spoilt: it may end its own connection, but nothing else. */
@LocalHubTest
class AmqpFuzzTest {
    private static final long SEED = 20_261_121;
    private static final int ROUNDS = 200;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void noBytesEndTheHubOrLeaveItDeaf(LocalHub hub, HubDevice device, HubDevice other) throws Exception {
        byte[] recorded = record(hub, device);
        Random random = new Random(SEED);
        DeviceClient bystander = HubFixture.client(hub, other.connectionString(), IotHubClientProtocol.AMQPS);
        bystander.open(false);

        for (int round = 0; round < ROUNDS; round++) {
            SpoiltBytes.send(hub, hub.ports().amqp(), SpoiltBytes.of(recorded, random));
        }

        bystander.sendEvent(new Message("undisturbed"));
        assertThat(other.telemetry()).extracting(TelemetryMessage::text).containsExactly("undisturbed");
        bystander.close();
        await().atMost(Duration.ofSeconds(20)).until(() -> !device.isConnected());
        DeviceClient client = HubFixture.client(hub, device.connectionString(), IotHubClientProtocol.AMQPS);
        client.open(false);
        client.sendEvent(new Message("heard"));
        assertThat(device.telemetry()).extracting(TelemetryMessage::text).contains("heard");
        client.close();
    }

    /** {@return all bytes of a connection that authenticates, opens links and sends a message} */
    private static byte[] record(LocalHub hub, HubDevice device) throws Exception {
        String resource = hub.hostName() + "/devices/" + device.deviceId();
        String token = PahoDevice.token(resource, PahoDevice.keyIn(device.connectionString()), "");
        try (RawAmqp client = RawAmqp.openPlain(hub, device.deviceId() + "@sas." + hub.hostName(), token)) {
            client.receiver("/devices/" + device.deviceId() + "/messages/devicebound", 10);
            client.receiver("/devices/" + device.deviceId() + "/twin", 10);
            Sender twin = client.sender("/devices/" + device.deviceId() + "/twin");
            Sender telemetry = client.sender("/devices/" + device.deviceId() + "/messages/events");
            client.await(event -> event.getType() == Event.Type.LINK_FLOW);
            client.send(twin, message("{}"));
            client.send(telemetry, message("recorded"));
            client.await(event -> event.getType() == Event.Type.DELIVERY);
            return client.sent();
        }
    }

    private static org.apache.qpid.proton.message.Message message(String text) {
        org.apache.qpid.proton.message.Message message = Proton.message();
        message.setBody(new Data(new Binary(text.getBytes(StandardCharsets.UTF_8))));
        return message;
    }
}
