package io.deckhand.testkit.internal.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.IotHubMessageResult;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubDeviceMaximumQueueDepthExceededException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubMessageTooLargeException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubNotFoundException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubUnauthorizedException;
import com.microsoft.azure.sdk.iot.service.messaging.AcknowledgementType;
import com.microsoft.azure.sdk.iot.service.messaging.DeliveryAcknowledgement;
import com.microsoft.azure.sdk.iot.service.messaging.FeedbackBatch;
import com.microsoft.azure.sdk.iot.service.messaging.FeedbackRecord;
import com.microsoft.azure.sdk.iot.service.messaging.IotHubServiceClientProtocol;
import com.microsoft.azure.sdk.iot.service.messaging.Message;
import com.microsoft.azure.sdk.iot.service.messaging.MessageFeedbackProcessorClient;
import com.microsoft.azure.sdk.iot.service.messaging.MessagingClient;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.fixture.HubFixture;
import io.deckhand.testkit.fixture.PahoDevice;
import io.deckhand.testkit.fixture.PlainHttp;
import io.deckhand.testkit.fixture.RawAmqp;
import io.deckhand.testkit.fixture.ServiceClients;
import io.deckhand.testkit.internal.store.DirectoryStore;
import io.deckhand.testkit.internal.store.StateStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a back end does over AMQP: sends messages to devices, and hears what became of them. */
class AmqpServiceTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @AutoClose
    private final LocalHub hub =
            LocalHub.builder().feedbackAfter(Duration.ofMillis(100)).start();

    @ParameterizedTest
    @EnumSource
    void aBackEndHearsWhatBecameOfItsMessages(IotHubServiceClientProtocol protocol) throws Exception {
        assumePortOf(protocol);
        HubDevice online = hub.createDevice("online");
        hub.createDevice("offline");
        hub.createDevice("purged");
        DeviceClient device = connected(online);
        Map<String, String> outcomes = new ConcurrentHashMap<>();
        MessageFeedbackProcessorClient feedback = feedback(protocol, batch -> {
            batch.getRecords().forEach(entry -> outcomes.put(entry.getOriginalMessageId(), text(entry)));
            return AcknowledgementType.COMPLETE;
        });
        MessagingClient messaging = messaging(hub.serviceConnectionString(), protocol);
        feedback.start();
        messaging.open();

        for (IotHubMessageResult result : IotHubMessageResult.values()) {
            messaging.send("online", message(result.name(), DeliveryAcknowledgement.Full));
        }
        messaging.send("online", message("COMPLETE-positive", DeliveryAcknowledgement.PositiveOnly));
        messaging.send("online", message("COMPLETE-negative", DeliveryAcknowledgement.NegativeOnly));
        messaging.send("online", message("REJECT-none", DeliveryAcknowledgement.None));
        Message late = message("late", DeliveryAcknowledgement.NegativeOnly);
        late.setExpiryTimeUtc(Date.from(Instant.now().minusSeconds(1)));
        messaging.send("offline", late);
        messaging.send("purged", message("thrown away", DeliveryAcknowledgement.Full));
        purge(hub, "purged");

        Map<String, String> expected = Map.of(
                "COMPLETE", "online: success Success",
                "COMPLETE-positive", "online: success Success",
                "REJECT", "online: rejected Rejected",
                "ABANDON", "online: deliveryCountExceeded DeliveryCountExceeded",
                "late", "offline: expired Expired",
                // The Java SDK has no name for it.
                "thrown away", "purged: unknown Purged");
        await().atMost(SOON).untilAsserted(() -> assertThat(outcomes).isEqualTo(expected));
        assertThat(online.pendingCloudToDevice()).isZero();
        messaging.close();
        feedback.stop();
        device.close();
    }

    @Test
    void aMessageArrivesAsItWasSent() throws Exception {
        HubDevice device = hub.createDevice("d1");
        List<com.microsoft.azure.sdk.iot.device.Message> received = new CopyOnWriteArrayList<>();
        DeviceClient client = HubFixture.client(hub, device.connectionString(), IotHubClientProtocol.AMQPS);
        client.setMessageCallback(
                (message, context) -> {
                    received.add(message);
                    return IotHubMessageResult.COMPLETE;
                },
                null);
        client.open(false);
        MessagingClient messaging = messaging(hub.serviceConnectionString(), IotHubServiceClientProtocol.AMQPS);
        messaging.open();
        Message sent = new Message("open");
        sent.setMessageId("m1");
        sent.setCorrelationId("c1");
        sent.setProperties(new HashMap<>(Map.of("valve", "7 & 8")));

        messaging.send("d1", sent);

        await().atMost(SOON).until(() -> device.pendingCloudToDevice() == 0);
        assertThat(received).singleElement().satisfies(message -> {
            assertThat(new String(message.getBytes(), Message.DEFAULT_IOTHUB_MESSAGE_CHARSET))
                    .isEqualTo("open");
            assertThat(message.getMessageId()).isEqualTo("m1");
            assertThat(message.getCorrelationId()).isEqualTo("c1");
            assertThat(message.getProperty("valve")).isEqualTo("7 & 8");
        });
        messaging.close();
        client.close();
    }

    @Test
    void whatTheHubDoesNotTakeIsAnExceptionOfItsKind() throws Exception {
        HubDevice full = hub.createDevice("full");
        for (int i = 0; i < 50; i++) {
            full.sendCloudToDevice(CloudToDeviceMessage.of("waiting"));
        }
        MessagingClient messaging = messaging(hub.serviceConnectionString(), IotHubServiceClientProtocol.AMQPS);
        messaging.open();

        assertThatThrownBy(() -> messaging.send("nobody", new Message("x")))
                .isInstanceOf(IotHubNotFoundException.class);
        assertThatThrownBy(() -> messaging.send("full", new Message("x")))
                .isInstanceOf(IotHubDeviceMaximumQueueDepthExceededException.class);
        assertThatThrownBy(() -> messaging.send("full", new Message("x".repeat(65 * 1024))))
                .isInstanceOf(IotHubMessageTooLargeException.class);
        messaging.close();
    }

    @Test
    void aWrongKeyIsUnauthorized() throws Exception {
        String wrongKey = hub.serviceConnectionString().replaceAll("SharedAccessKey=.*", "SharedAccessKey=AAAA");

        MessagingClient messaging = messaging(wrongKey, IotHubServiceClientProtocol.AMQPS);

        assertThatThrownBy(messaging::open).isInstanceOf(IotHubUnauthorizedException.class);
        messaging.close();
    }

    @Test
    void aDevicesTokenOpensNoLinkOfBackEnds() throws Exception {
        HubDevice device = hub.createDevice("d1");
        String resource = hub.hostName() + "/devices/d1";
        String token = PahoDevice.token(resource, PahoDevice.keyIn(device.connectionString()), "");
        try (RawAmqp client = RawAmqp.openPlain(hub, "d1@sas." + hub.hostName(), token)) {
            client.sender("/messages/devicebound");

            assertThat(client.refusal().getCondition().toString()).isEqualTo("amqp:unauthorized-access");
        }
    }

    @Test
    void abandonedFeedbackComesAgain() throws Exception {
        HubDevice online = hub.createDevice("online");
        DeviceClient device = connected(online);
        List<String> seen = new CopyOnWriteArrayList<>();
        MessageFeedbackProcessorClient feedback = feedback(IotHubServiceClientProtocol.AMQPS, batch -> {
            batch.getRecords().forEach(entry -> seen.add(entry.getOriginalMessageId()));
            return seen.size() < 3 ? AcknowledgementType.ABANDON : AcknowledgementType.COMPLETE;
        });
        feedback.start();
        MessagingClient messaging = messaging(hub.serviceConnectionString(), IotHubServiceClientProtocol.AMQPS);
        messaging.open();

        messaging.send("online", message("COMPLETE", DeliveryAcknowledgement.Full));

        await().atMost(SOON).until(() -> seen.size() == 3);
        messaging.close();
        feedback.stop();
        device.close();
    }

    /** The copy of its directory is what a hub that is killed leaves behind. */
    @Test
    void feedbackThatNobodyCompletedSurvivesTheEndOfTheHub(@TempDir Path directory) throws Exception {
        Path left = directory.resolve("left");
        try (LocalHub killed = LocalHub.builder()
                .dataDirectory(directory.resolve("data"))
                .feedbackAfter(Duration.ofMinutes(10))
                .start()) {
            killed.createDevice("d1");
            MessagingClient messaging = ServiceClients.messaging(killed);
            messaging.open();
            messaging.send("d1", message("first", DeliveryAcknowledgement.Full));
            messaging.send("d1", message("second", DeliveryAcknowledgement.Full));
            messaging.close();
            purge(killed, "d1");
            copy(directory.resolve("data"), left);
        }
        Set<String> heard = ConcurrentHashMap.newKeySet();
        try (LocalHub next = LocalHub.builder().dataDirectory(left).start()) {
            MessageFeedbackProcessorClient feedback =
                    ServiceClients.feedback(next, IotHubServiceClientProtocol.AMQPS, batch -> {
                        batch.getRecords().forEach(entry -> heard.add(entry.getOriginalMessageId()));
                        return AcknowledgementType.COMPLETE;
                    });
            feedback.start();
            await().atMost(SOON).until(() -> heard.equals(Set.of("first", "second")));
            await().atMost(SOON)
                    .ignoreExceptionsInstanceOf(NoSuchFileException.class)
                    .until(() -> keptFeedback(left, Files.createTempDirectory(directory, "look")), Map::isEmpty);
            feedback.stop();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    /** {@return the feedback that a hub has in its data directory, read from a copy because the hub is writing there} */
    private static Map<String, ObjectNode> keptFeedback(Path data, Path copy) throws IOException {
        Path target = copy.resolve("data");
        copy(data, target);
        return new DirectoryStore(target.resolve("state")).load(StateStore.Shelf.FEEDBACK);
    }

    private MessagingClient messaging(String connectionString, IotHubServiceClientProtocol protocol) {
        return ServiceClients.messaging(hub, connectionString, protocol);
    }

    private MessageFeedbackProcessorClient feedback(
            IotHubServiceClientProtocol protocol, Function<FeedbackBatch, AcknowledgementType> processor) {
        return ServiceClients.feedback(hub, protocol, processor);
    }

    /** {@return a client that answers each message as the message's text says} */
    private DeviceClient connected(HubDevice device) throws Exception {
        DeviceClient client = HubFixture.client(hub, device.connectionString(), IotHubClientProtocol.AMQPS);
        client.setMessageCallback(
                (message, context) -> {
                    String text = new String(message.getBytes(), Message.DEFAULT_IOTHUB_MESSAGE_CHARSET);
                    return IotHubMessageResult.valueOf(text.split("-", -1)[0]);
                },
                null);
        client.open(false);
        return client;
    }

    private static Message message(String textAndId, DeliveryAcknowledgement acknowledgement) {
        Message message = new Message(textAndId);
        message.setMessageId(textAndId);
        message.setDeliveryAcknowledgement(acknowledgement);
        return message;
    }

    private static String text(FeedbackRecord entry) {
        return entry.getDeviceId() + ": " + entry.getStatusCode() + " " + entry.getDescription();
    }

    private static void purge(LocalHub hub, String deviceId) throws Exception {
        assertThat(PlainHttp.ofOwner(hub)
                        .send("DELETE", "/devices/" + deviceId + "/commands", "")
                        .statusCode())
                .isEqualTo(200);
    }

    private void assumePortOf(IotHubServiceClientProtocol protocol) {
        assumeTrue(
                protocol == IotHubServiceClientProtocol.AMQPS || hub.httpsOnStandardPort(),
                "the service SDK knows no other port for WebSockets");
    }
}
