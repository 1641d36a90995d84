package io.deckhand.testkit.internal.c2d;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.azure.sdk.iot.service.messaging.DeliveryAcknowledgement;
import com.microsoft.azure.sdk.iot.service.messaging.Message;
import com.microsoft.azure.sdk.iot.service.messaging.MessagingClient;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.fixture.MovableClock;
import io.deckhand.testkit.fixture.PahoDevice;
import io.deckhand.testkit.fixture.PlainHttp;
import io.deckhand.testkit.fixture.RawAmqp;
import io.deckhand.testkit.fixture.ServiceClients;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Receiver;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** How feedback is gathered, and how long and how often it is handed out, by a clock that the test puts forward. */
class FeedbackLimitsTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String FEEDBACK = "/messages/servicebound/feedback";

    private final MovableClock clock = new MovableClock();

    @AutoClose
    private final LocalHub hub = LocalHub.builder().clock(clock).start();

    private final HubDevice device = hub.createDevice("d1");

    @Test
    void sixtyFourAreABatchAtOnceAndFewerAfterFifteenSeconds() throws Exception {
        purge("first", 50);
        purge("second", 15);
        try (RawAmqp backEnd = backEnd()) {
            Receiver receiver = backEnd.receiver(FEEDBACK, 10);

            assertThat(next(backEnd, receiver).split("originalMessageId", -1)).hasSize(64 + 1);
            clock.forward(Duration.ofSeconds(15));
            assertThat(next(backEnd, receiver).split("originalMessageId", -1)).hasSize(1 + 1);
        }
    }

    @Test
    void aBatchThatNobodyCompletesIsHandedOutTenTimesAMinuteApart() throws Exception {
        purge("old", 1);
        try (RawAmqp backEnd = backEnd()) {
            Receiver receiver = backEnd.receiver(FEEDBACK, 100);
            Duration now = Duration.ofSeconds(15);
            for (int i = 0; i < 10; i++) {
                clock.forward(now);
                assertThat(next(backEnd, receiver)).contains("old-0");
                now = now.plusSeconds(61);
            }
            clock.forward(now);
            purge("new", 1);
            clock.forward(now.plusSeconds(15));

            assertThat(next(backEnd, receiver)).contains("new-0");
        }
    }

    @Test
    void feedbackThatNobodyTookIsThrownAwayAfterAnHour() throws Exception {
        purge("old", 1);
        clock.forward(Duration.ofSeconds(15));
        try (RawAmqp backEnd = backEnd()) {
            assertThat(next(backEnd, backEnd.receiver(FEEDBACK, 10))).contains("old-0");
        }
        clock.forward(Duration.ofMinutes(30));
        purge("new", 1);
        clock.forward(Duration.ofMinutes(62));
        try (RawAmqp backEnd = backEnd()) {
            assertThat(next(backEnd, backEnd.receiver(FEEDBACK, 10)))
                    .contains("new-0")
                    .doesNotContain("old-0");
        }
    }

    /** Sends messages that ask for feedback, and throws them away. */
    private void purge(String name, int count) throws Exception {
        MessagingClient messaging = ServiceClients.messaging(hub);
        messaging.open();
        for (int i = 0; i < count; i++) {
            Message message = new Message("x");
            message.setMessageId(name + "-" + i);
            message.setDeliveryAcknowledgement(DeliveryAcknowledgement.Full);
            messaging.sendAsync(device.deviceId(), message, result -> {}, null);
        }
        await().atMost(SOON).until(() -> device.pendingCloudToDevice() == count);
        messaging.close();
        assertThat(PlainHttp.ofOwner(hub)
                        .send("DELETE", "/devices/" + device.deviceId() + "/commands", "")
                        .statusCode())
                .isEqualTo(200);
    }

    private RawAmqp backEnd() throws Exception {
        Instant farAway = Instant.now().plus(Duration.ofDays(1));
        String key = PahoDevice.keyIn(hub.serviceConnectionString());
        String token = PahoDevice.token(hub.hostName(), key, "&skn=service", farAway);
        return RawAmqp.openPlain(hub, "service@sas.root.hub", token);
    }

    private static String next(RawAmqp backEnd, Receiver receiver) throws IOException {
        Delivery delivery = backEnd.await(event -> event.getType() == Event.Type.DELIVERY
                        && event.getLink() == receiver
                        && !event.getDelivery().isPartial())
                .getDelivery();
        byte[] bytes = new byte[delivery.pending()];
        receiver.recv(bytes, 0, bytes.length);
        receiver.advance();
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
