package io.deckhand.examples;

import com.microsoft.azure.sdk.iot.service.exceptions.IotHubException;
import com.microsoft.azure.sdk.iot.service.messaging.AcknowledgementType;
import com.microsoft.azure.sdk.iot.service.messaging.ErrorContext;
import com.microsoft.azure.sdk.iot.service.messaging.FeedbackBatch;
import com.microsoft.azure.sdk.iot.service.messaging.FeedbackRecord;
import com.microsoft.azure.sdk.iot.service.messaging.MessageFeedbackProcessorClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Receives feedback on cloud-to-device messages. If the SDK's client loses its connection, it is replaced by a new one.
 */
final class FeedbackReceiver implements AutoCloseable {
    private static final long LOOK_AGAIN_MILLIS = 200;

    private final String hostName;
    private final PrintWriter out;
    private final Clients clients;
    private final BlockingQueue<FeedbackRecord> records = new LinkedBlockingQueue<>();
    private MessageFeedbackProcessorClient client;
    private volatile boolean lost;

    FeedbackReceiver(String hostName, PrintWriter out, Clients clients) throws BackEndException, InterruptedException {
        this.hostName = hostName;
        this.out = out;
        this.clients = clients;
        this.client = newClient();
        open();
    }

    private MessageFeedbackProcessorClient newClient() {
        return clients.make(this::take, failure -> lost = true);
    }

    private AcknowledgementType take(FeedbackBatch batch) {
        batch.getRecords().forEach(records::add);
        return AcknowledgementType.COMPLETE;
    }

    private void open() throws BackEndException, InterruptedException {
        lost = false;
        try {
            client.start();
        } catch (IotHubException e) {
            throw BackEndException.of(e, "nobody");
        } catch (IOException | TimeoutException e) {
            throw BackEndException.unreached(e, hostName);
        }
    }

    /**
     * {@return the next record, or null if none arrived in time} While the hub is unavailable, it keeps trying to
     * connect.
     */
    @Nullable
    FeedbackRecord next(Duration atMost) throws BackEndException, InterruptedException {
        Retry retry = new Retry(out, atMost);
        FeedbackRecord record = records.poll(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        while (record == null && retry.isInTime()) {
            if (lost) {
                reopen(retry);
            }
            record = records.poll(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
        return record;
    }

    private void reopen(Retry retry) throws BackEndException, InterruptedException {
        try {
            client.stop();
            client = newClient();
            open();
        } catch (BackEndException e) {
            lost = true;
            retry.after(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        client.stop();
    }

    /** Creates clients of the service SDK. */
    interface Clients {
        MessageFeedbackProcessorClient make(
                Function<FeedbackBatch, AcknowledgementType> batches, Consumer<ErrorContext> failures);
    }
}
