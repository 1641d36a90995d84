package io.deckhand.testkit.internal.c2d;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.IotHubMessageResult;
import com.microsoft.azure.sdk.iot.device.Message;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubFailure;
import io.deckhand.testkit.fixture.HubFixture;
import io.deckhand.testkit.fixture.PahoDevice;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CloudToDeviceTest {
    @RegisterExtension
    final HubFixture fixture = new HubFixture();

    private final List<Message> received = new CopyOnWriteArrayList<>();
    private HubDevice device;

    @BeforeEach
    void createDevice() {
        device = fixture.hub().createDevice("d1");
    }

    @Test
    void aMessageArrivesWithItsPropertiesAndIsCompleted() throws Exception {
        open();
        CloudToDeviceMessage message = new CloudToDeviceMessage(
                "open", Map.of("valve", "7 & 8"), "m1", "c1", "application/json", "utf-8", Duration.ofMinutes(1));

        String id = device.sendCloudToDevice(message);

        await().until(() -> received.size() == 1 && device.pendingCloudToDevice() == 0);
        assertThat(id).isEqualTo("m1");
        Message got = received.get(0);
        assertThat(text(got)).isEqualTo("open");
        assertThat(got.getMessageId()).isEqualTo("m1");
        assertThat(got.getCorrelationId()).isEqualTo("c1");
        assertThat(got.getContentType()).isEqualTo("application/json");
        assertThat(got.getProperty("valve")).isEqualTo("7 & 8");
    }

    @Test
    void aMessageWhosePropertiesFitIntoNoTopicCostsNobodyTheConnection() throws Exception {
        DeviceClient client = open(IotHubClientProtocol.MQTT);
        String encodedToSixBytes = "\u00e4".repeat(12_000);
        device.sendCloudToDevice(new CloudToDeviceMessage(
                "large", Map.of("p", encodedToSixBytes), "m1", null, null, null, Duration.ofMinutes(1)));

        device.sendCloudToDevice(CloudToDeviceMessage.of("small"));

        await().until(() -> !received.isEmpty());
        assertThat(received).extracting(CloudToDeviceTest::text).containsExactly("small");
        await().until(() -> device.pendingCloudToDevice() == 1);
        assertThat(fixture.hub().faults().connects(device)).isEqualTo(1);
        client.close();
        await().until(() -> !device.isConnected());

        open(IotHubClientProtocol.AMQPS);

        await().until(() -> device.pendingCloudToDevice() == 0);
        assertThat(received).extracting(CloudToDeviceTest::text).containsExactly("small", "large");
    }

    @Test
    void messagesWaitInOrderForADeviceThatIsOffline() throws Exception {
        device.sendCloudToDevice(CloudToDeviceMessage.of("1"));
        device.sendCloudToDevice(CloudToDeviceMessage.of("2"));
        device.sendCloudToDevice(CloudToDeviceMessage.of("3"));
        assertThat(device.pendingCloudToDevice()).isEqualTo(3);

        open();

        await().until(() -> device.pendingCloudToDevice() == 0);
        assertThat(received).extracting(CloudToDeviceTest::text).containsExactly("1", "2", "3");
    }

    @Test
    void aMessageThatWasNotAcknowledgedIsDeliveredAgain() throws Exception {
        DeviceClient withoutCallback = fixture.open(device);
        device.sendCloudToDevice(CloudToDeviceMessage.of("again"));
        assertThat(device.pendingCloudToDevice()).isEqualTo(1);
        withoutCallback.close();
        await().until(() -> !device.isConnected());

        open();

        await().until(() -> device.pendingCloudToDevice() == 0);
        assertThat(received).extracting(CloudToDeviceTest::text).containsExactly("again");
    }

    @Test
    void propertiesWithoutAValueStandInTheTopicAsTheRealHubWritesThem() throws Exception {
        try (PahoDevice paho = PahoDevice.of(fixture.hub(), device)) {
            paho.connect();
            paho.client().subscribe("devices/d1/messages/devicebound/#", 1);

            device.sendCloudToDevice(withoutValues());

            assertThat(paho.next().topic()).endsWith("&empty=&bare&full=1");
        }
    }

    @Test
    void aPropertyWithoutAValueEndsTheRawSdksConnectionAsAtTheRealHub() throws Exception {
        open();

        device.sendCloudToDevice(withoutValues());

        await().until(() -> !device.isConnected());
        assertThat(received).isEmpty();
        assertThat(device.pendingCloudToDevice()).isEqualTo(1);
    }

    private static CloudToDeviceMessage withoutValues() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("empty", "");
        properties.put("bare", null);
        properties.put("full", "1");
        return new CloudToDeviceMessage("poison", properties, null, null, null, null, Duration.ofMinutes(1));
    }

    @Test
    void theFiftyFirstMessageIsRefused() {
        for (int i = 0; i < 50; i++) {
            device.sendCloudToDevice(CloudToDeviceMessage.of("m" + i));
        }

        assertThatThrownBy(() -> device.sendCloudToDevice(CloudToDeviceMessage.of("one too many")))
                .isInstanceOfSatisfying(
                        HubFailure.class,
                        failure -> assertThat(failure.errorCode()).isEqualTo(403_004));
    }

    @Test
    void aMessageWhoseTimeIsOverIsNotDelivered() throws Exception {
        device.sendCloudToDevice(CloudToDeviceMessage.of("short").timeToLive(Duration.ofMillis(1)));
        device.sendCloudToDevice(CloudToDeviceMessage.of("long"));
        await().until(() -> device.pendingCloudToDevice() == 1);

        open();

        await().until(() -> device.pendingCloudToDevice() == 0);
        assertThat(received).extracting(CloudToDeviceTest::text).containsExactly("long");
    }

    @Test
    void whatNoHubTakesIsRefused() {
        assertThatThrownBy(() -> device.sendCloudToDevice(CloudToDeviceMessage.of("x".repeat(65 * 1024))))
                .hasMessageContaining("413001 MessageTooLarge");
        assertThatThrownBy(() ->
                        device.sendCloudToDevice(CloudToDeviceMessage.of("x").timeToLive(Duration.ofDays(3))))
                .hasMessageContaining("at most 48 hours");
    }

    private void open() throws Exception {
        open(IotHubClientProtocol.MQTT);
    }

    private DeviceClient open(IotHubClientProtocol protocol) throws Exception {
        DeviceClient client = fixture.client(device.connectionString(), protocol);
        client.setMessageCallback(
                (message, context) -> {
                    received.add(message);
                    return IotHubMessageResult.COMPLETE;
                },
                null);
        client.open(false);
        return client;
    }

    private static String text(Message message) {
        return new String(message.getBytes(), StandardCharsets.UTF_8);
    }
}
