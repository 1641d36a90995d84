package io.deckhand.testkit.internal.amqp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubTime;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.c2d.Feedback;
import io.deckhand.testkit.internal.c2d.FeedbackBatch;
import io.deckhand.testkit.internal.c2d.FeedbackReceiver;
import io.deckhand.testkit.internal.c2d.FeedbackRecord;
import io.deckhand.testkit.internal.identity.IdentityIds;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;

/**
 * The link over which a back end receives batches of feedback.
 *
 * <p>The JSON has no line breaks, because the Java SDK reads every byte of a batch as a printable character.
 */
final class FeedbackLink extends LockingLink implements FeedbackReceiver {
    static final List<String> PATH = List.of("messages", "servicebound", "feedback");

    private static final String CONTENT_TYPE = "application/vnd.microsoft.iothub.feedback.json";

    private final Feedback feedback;
    private final String hostName;

    FeedbackLink(Feedback feedback, String hostName, AmqpConnection connection, Sender sender) {
        super(connection, sender);
        this.feedback = feedback;
        this.hostName = hostName;
    }

    @Override
    public void opened() {
        feedback.attach(this);
    }

    @Override
    public void closed() {
        feedback.detach(this);
    }

    @Override
    void resume() {
        feedback.resume();
    }

    @Override
    public boolean deliver(FeedbackBatch batch) {
        return handOut(batch.lockToken(), () -> message(batch));
    }

    @Override
    void settle(MessageVerdict verdict, String lock) {
        boolean held = verdict == MessageVerdict.ABANDON ? feedback.abandon(lock) : feedback.complete(lock);
        if (!held) {
            throw new HubException(HubError.DEVICE_MESSAGE_LOCK_LOST, "The lock on the feedback is lost.");
        }
    }

    private Message message(FeedbackBatch batch) {
        Message message = Proton.message();
        message.setMessageId(batch.lockToken());
        message.setUserId(hostName.getBytes(StandardCharsets.UTF_8));
        message.setContentType(CONTENT_TYPE);
        message.setMessageAnnotations(
                new MessageAnnotations(Map.of(Symbol.valueOf("iothub-enqueuedtime"), Date.from(batch.readySince()))));
        ArrayNode records = Json.array();
        batch.records().forEach(record -> records.add(document(record)));
        message.setBody(data(Json.bytes(records)));
        return message;
    }

    private static ObjectNode document(FeedbackRecord record) {
        return Json.object()
                .put("originalMessageId", record.originalMessageId())
                .put("enqueuedTimeUtc", HubTime.text(record.endedTime()))
                .put("statusCode", record.outcome().wireName())
                .put("description", record.outcome().wireName())
                .put("deviceId", IdentityIds.deviceId(record.deviceId()))
                .put("deviceGenerationId", record.deviceGenerationId());
    }
}
