package io.deckhand.examples;

import com.microsoft.azure.sdk.iot.service.messaging.DeliveryAcknowledgement;
import com.microsoft.azure.sdk.iot.service.messaging.FeedbackRecord;
import com.microsoft.azure.sdk.iot.service.messaging.FeedbackStatusCode;
import com.microsoft.azure.sdk.iot.service.messaging.Message;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "send-c2d", description = "Sends messages to a device and waits for the hub's feedback on them.")
final class SendC2d implements Callable<Integer> {
    /** The feedback to request for a message, with the values of the protocol. */
    enum Acknowledgement {
        NONE(DeliveryAcknowledgement.None),
        POSITIVE(DeliveryAcknowledgement.PositiveOnly),
        NEGATIVE(DeliveryAcknowledgement.NegativeOnly),
        FULL(DeliveryAcknowledgement.Full);

        private final DeliveryAcknowledgement level;

        Acknowledgement(DeliveryAcknowledgement level) {
            this.level = level;
        }
    }

    @Mixin
    private BackEndOptions hub = new BackEndOptions();

    @Option(names = "--device", paramLabel = "ID", required = true, description = "The device.")
    private String device = "";

    @Option(names = "--count", paramLabel = "N", description = "How many messages. Default: ${DEFAULT-VALUE}")
    private int count = 1;

    @Option(
            names = "--payload",
            paramLabel = "TEXT",
            description = "The text to send. By default a sentence with the message's number.")
    private @Nullable String payload;

    @Option(
            names = "--message-id",
            paramLabel = "PREFIX",
            description = "The prefix of message ids; the message's number follows. By default a random one.")
    private String messageId = "message_" + UUID.randomUUID().toString().substring(0, 8);

    @Option(
            names = "--correlation-id",
            paramLabel = "PREFIX",
            description = "The prefix of correlation ids. Default: ${DEFAULT-VALUE}")
    private String correlationId = "correlation";

    @Option(names = "--property", paramLabel = "NAME=VALUE", description = "A property; may be given more than once.")
    private Map<String, String> properties = new LinkedHashMap<>();

    @Option(
            names = "--ack",
            paramLabel = "LEVEL",
            description = "Which outcomes the hub should report: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private Acknowledgement ack = Acknowledgement.FULL;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long to wait for the hub, and then for feedback. Default: ${DEFAULT-VALUE}")
    private int timeout = 60;

    private final Set<String> waiting = new LinkedHashSet<>();
    private int refused;

    @Override
    public Integer call() throws Exception {
        hub.within(1, count, 10_000, "--count");
        hub.within(1, timeout, 3600, "--timeout");
        try (BackEnd backEnd = hub.connect()) {
            if (ack == Acknowledgement.NONE) {
                sendAll(backEnd);
                return 0;
            }
            try (FeedbackReceiver feedback = backEnd.feedback()) {
                sendAll(backEnd);
                awaitAll(feedback);
            }
        }
        return result();
    }

    private void sendAll(BackEnd backEnd) throws BackEndException, InterruptedException {
        try (MessageSender sender = backEnd.sender()) {
            for (int number = 0; number < count; number++) {
                Message message = message(number);
                hub.out().println("Sending message: " + number);
                waiting.add(message.getMessageId());
                sender.send(device, message, Duration.ofSeconds(timeout));
                hub.out().println("Sent: " + message.getMessageId());
            }
        }
    }

    private Message message(int number) {
        Message message = new Message(payload == null ? "Message " + number + " of the service client" : payload);
        message.setMessageId(messageId + "_" + number);
        message.setCorrelationId(correlationId + "_" + number);
        message.getProperties().put("Property", "PropMsg_" + number);
        message.getProperties().putAll(properties);
        message.setDeliveryAcknowledgement(ack.level);
        return message;
    }

    private void awaitAll(FeedbackReceiver feedback) throws BackEndException, InterruptedException {
        hub.out().println("Waiting up to " + timeout + " s for feedback ...");
        long giveUp = System.nanoTime() + Duration.ofSeconds(timeout).toNanos();
        try (Progress progress = Progress.of(hub.out(), "Still waiting for feedback")) {
            while (!waiting.isEmpty()) {
                FeedbackRecord record = feedback.next(Duration.ofNanos(giveUp - System.nanoTime()));
                if (record == null) {
                    return;
                }
                take(record);
            }
        }
    }

    /** The hub has one feedback queue for all senders, so feedback for others may arrive here. */
    private void take(FeedbackRecord record) {
        if (waiting.remove(record.getOriginalMessageId())) {
            boolean success = record.getStatusCode() == FeedbackStatusCode.success;
            refused += success ? 0 : 1;
            hub.out()
                    .println("Feedback: " + record.getOriginalMessageId() + " " + record.getStatusCode() + " ("
                            + record.getDescription() + ")");
        }
    }

    private int result() {
        boolean silent = !waiting.isEmpty() && ack != Acknowledgement.NEGATIVE;
        if (silent) {
            hub.fail("No feedback for " + waiting.size() + " of " + count + " messages within " + timeout
                    + " s. The device may be offline: the hub keeps them for it.");
        } else if (refused > 0) {
            hub.fail("Device '" + device + "' did not complete " + refused + " of " + count + " messages.");
        }
        return silent || refused > 0 ? 1 : 0;
    }
}
