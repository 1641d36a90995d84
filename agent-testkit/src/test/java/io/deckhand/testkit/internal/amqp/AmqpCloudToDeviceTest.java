package io.deckhand.testkit.internal.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.IotHubMessageResult;
import com.microsoft.azure.sdk.iot.device.Message;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.fixture.HubFixture;
import io.deckhand.testkit.fixture.MovableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Cloud-to-device messages over AMQP, and what becomes of each. */
@LocalHubTest
class AmqpCloudToDeviceTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final LocalHub hub;
    private final HubDevice device;
    private final List<Message> received = new CopyOnWriteArrayList<>();

    AmqpCloudToDeviceTest(LocalHub hub, HubDevice device) {
        this.hub = hub;
        this.device = device;
    }

    @Test
    void aMessageArrivesWithItsPropertiesAndIsCompleted() throws Exception {
        device.sendCloudToDevice(new CloudToDeviceMessage(
                "open", Map.of("valve", "7 & 8"), "m1", "c1", "application/json", "utf-8", Duration.ofMinutes(1)));

        whileOpen(IotHubMessageResult.COMPLETE, () -> awaitPending(0));

        assertThat(received).hasSize(1);
        Message got = received.get(0);
        assertThat(text(got)).isEqualTo("open");
        assertThat(got.getMessageId()).isEqualTo("m1");
        assertThat(got.getCorrelationId()).isEqualTo("c1");
        assertThat(got.getContentType()).isEqualTo("application/json");
        assertThat(got.getContentEncoding()).isEqualTo("utf-8");
        assertThat(got.getProperty("valve")).isEqualTo("7 & 8");
    }

    @Test
    void messagesArriveInOrderAlsoThoseThatWaited() throws Exception {
        device.sendCloudToDevice(CloudToDeviceMessage.of("1"));
        device.sendCloudToDevice(CloudToDeviceMessage.of("2"));

        whileOpen(IotHubMessageResult.COMPLETE, () -> {
            device.sendCloudToDevice(CloudToDeviceMessage.of("3"));
            awaitPending(0);
        });

        assertThat(received).extracting(AmqpCloudToDeviceTest::text).containsExactly("1", "2", "3");
    }

    @Test
    void aRejectedMessageIsGone() throws Exception {
        device.sendCloudToDevice(CloudToDeviceMessage.of("unwanted"));

        whileOpen(IotHubMessageResult.REJECT, () -> awaitPending(0));

        assertThat(received).hasSize(1);
    }

    @Test
    void anAbandonedMessageComesTenTimesAndIsGone() throws Exception {
        device.sendCloudToDevice(CloudToDeviceMessage.of("not now"));

        whileOpen(IotHubMessageResult.ABANDON, () -> awaitPending(0));

        assertThat(received).hasSize(10);
    }

    @Test
    void whatADeviceDidNotSettleWaitsForItsNextConnection() throws Exception {
        device.sendCloudToDevice(CloudToDeviceMessage.of("again"));
        DeviceClient withoutCallback = HubFixture.client(hub, device.connectionString(), IotHubClientProtocol.AMQPS);
        withoutCallback.open(false);
        withoutCallback.close();
        await().atMost(SOON).until(() -> !device.isConnected());
        assertThat(device.pendingCloudToDevice()).isEqualTo(1);

        whileOpen(IotHubMessageResult.COMPLETE, () -> awaitPending(0));

        assertThat(received).extracting(AmqpCloudToDeviceTest::text).containsExactly("again");
    }

    @Test
    void aMessageHeldLongerThanItsLockIsHandedOutAgain() throws Exception {
        MovableClock clock = new MovableClock();
        CountDownLatch mayReturn = new CountDownLatch(1);
        try (LocalHub moved = LocalHub.builder().clock(clock).start()) {
            HubDevice slow = moved.createDevice("slow");
            DeviceClient client = HubFixture.client(moved, slow.connectionString(), IotHubClientProtocol.AMQPS);
            client.setMessageCallback(
                    (message, context) -> {
                        received.add(message);
                        awaited(mayReturn);
                        return IotHubMessageResult.COMPLETE;
                    },
                    null);
            client.open(false);
            slow.sendCloudToDevice(CloudToDeviceMessage.of("slowly"));
            await().atMost(SOON).until(() -> received.size() == 1);

            clock.forward(Duration.ofSeconds(61));
            mayReturn.countDown();

            await().atMost(SOON).until(() -> slow.pendingCloudToDevice() == 0);
            assertThat(received).extracting(AmqpCloudToDeviceTest::text).containsExactly("slowly", "slowly");
            client.close();
        }
    }

    private void whileOpen(IotHubMessageResult result, Runnable action) throws Exception {
        DeviceClient client = HubFixture.client(hub, device.connectionString(), IotHubClientProtocol.AMQPS);
        client.setMessageCallback(
                (message, context) -> {
                    received.add(message);
                    return result;
                },
                null);
        client.open(false);
        try {
            action.run();
        } finally {
            client.close();
        }
    }

    private void awaitPending(int count) {
        await().atMost(SOON).until(() -> device.pendingCloudToDevice() == count);
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String text(Message message) {
        return new String(message.getBytes(), Message.DEFAULT_IOTHUB_MESSAGE_CHARSET);
    }
}
