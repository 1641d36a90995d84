package io.deckhand.testkit.internal.amqp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubTime;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.blob.BlobContainers;
import io.deckhand.testkit.internal.upload.UploadNotice;
import io.deckhand.testkit.internal.upload.UploadNoticeReceiver;
import io.deckhand.testkit.internal.upload.UploadNotices;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;

/** A link on which a back end receives notifications of uploaded files. */
final class UploadNoticeLink extends LockingLink implements UploadNoticeReceiver {
    static final List<String> PATH = List.of("messages", "servicebound", "filenotifications");

    /** As the real hub writes this one time; clients take no other form. */
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'+00:00'").withZone(ZoneOffset.UTC);

    private final UploadNotices notices;
    private final String host;

    UploadNoticeLink(UploadNotices notices, String host, AmqpConnection connection, Sender sender) {
        super(connection, sender);
        this.notices = notices;
        this.host = host;
    }

    @Override
    public void opened() {
        notices.attach(this);
    }

    @Override
    public void closed() {
        notices.detach(this);
    }

    @Override
    void resume() {
        notices.resume();
    }

    @Override
    public boolean deliver(UploadNotice notice) {
        return handOut(notice.id(), () -> message(notice));
    }

    @Override
    void settle(MessageVerdict verdict, String lock) {
        boolean held = verdict == MessageVerdict.ABANDON ? notices.abandon(lock) : notices.complete(lock);
        if (!held) {
            throw new HubException(HubError.DEVICE_MESSAGE_LOCK_LOST, "The lock on the notification is lost.");
        }
    }

    private Message message(UploadNotice notice) {
        ObjectNode body = Json.object()
                .put("deviceId", notice.deviceId())
                .put("blobUri", "https://" + host + "/" + BlobContainers.UPLOADS + "/" + notice.blobName())
                .put("blobName", notice.blobName())
                .put("lastUpdatedTime", SECONDS.format(notice.changed()))
                .put("blobSizeInBytes", notice.size())
                .put("enqueuedTimeUtc", HubTime.text(notice.enqueued()));
        Message message = Proton.message();
        message.setMessageId(notice.id());
        message.setContentType("application/json");
        message.setBody(data(Json.bytes(body)));
        return message;
    }
}
