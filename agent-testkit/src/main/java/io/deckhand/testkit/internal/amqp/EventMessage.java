package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.TelemetryMessage;
import io.deckhand.testkit.internal.telemetry.PartitionState;
import io.deckhand.testkit.internal.telemetry.TelemetryEvent;
import io.deckhand.testkit.internal.telemetry.TelemetryLog;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.DeliveryAnnotations;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.message.Message;

/** Converts telemetry to the messages of the event hub. */
final class EventMessage {
    /** The system properties sent as annotations; the others have a field in the message format. */
    private static final Set<String> ANNOTATED = Set.of(
            "iothub-connection-device-id",
            "iothub-connection-module-id",
            "iothub-connection-auth-method",
            "iothub-connection-auth-generation-id",
            "iothub-interface-id",
            "dt-dataschema",
            "dt-subject",
            TelemetryLog.SOURCE);

    private EventMessage() {}

    static Message of(TelemetryEvent event) {
        TelemetryMessage telemetry = event.message();
        Map<Symbol, Object> annotations = new LinkedHashMap<>();
        Date enqueued = Date.from(telemetry.enqueuedTime());
        annotations.put(Symbol.valueOf("x-opt-sequence-number"), event.sequenceNumber());
        annotations.put(Symbol.valueOf("x-opt-offset"), Long.toString(event.offset()));
        annotations.put(Symbol.valueOf("x-opt-enqueued-time"), enqueued);
        annotations.put(Symbol.valueOf("iothub-enqueuedtime"), enqueued);
        annotations.put(Symbol.valueOf(TelemetryLog.SOURCE), "Telemetry");
        Map<String, Object> application = new LinkedHashMap<>(telemetry.properties());
        Message message = Proton.message();
        telemetry.systemProperties().forEach((name, value) -> {
            if (ANNOTATED.contains(name)) {
                annotations.put(Symbol.valueOf(name), value);
            } else if (!setProperty(message, name, value)) {
                application.put(name, value);
            }
        });
        message.setMessageAnnotations(new MessageAnnotations(annotations));
        message.setApplicationProperties(new ApplicationProperties(application));
        message.setBody(OutgoingLink.data(telemetry.body()));
        return message;
    }

    /** {@return the partition's position, for readers that request it with each event} */
    static DeliveryAnnotations tracking(PartitionState partition, Instant now) {
        Map<Symbol, Object> state = new LinkedHashMap<>();
        state.put(Symbol.valueOf("last_enqueued_sequence_number"), partition.lastSequenceNumber());
        state.put(Symbol.valueOf("last_enqueued_offset"), Long.toString(partition.lastOffset()));
        state.put(Symbol.valueOf("last_enqueued_time_utc"), Date.from(partition.lastEnqueuedTime()));
        state.put(Symbol.valueOf("runtime_info_retrieval_time_utc"), Date.from(now));
        return new DeliveryAnnotations(state);
    }

    /** {@return whether the message format has a field for it} */
    private static boolean setProperty(Message message, String name, String value) {
        switch (name) {
            case "messageId" -> message.setMessageId(value);
            case "correlationId" -> message.setCorrelationId(value);
            case "userId" -> message.setUserId(value.getBytes(StandardCharsets.UTF_8));
            case "to" -> message.setAddress(value);
            case "contentType" -> message.setContentType(value);
            case "contentEncoding" -> message.setContentEncoding(value);
            case "absoluteExpiryTime" -> setExpiry(message, value);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Over MQTT a device can send any text here. */
    private static void setExpiry(Message message, String value) {
        try {
            message.setExpiryTime(Instant.parse(value).toEpochMilli());
        } catch (DateTimeException e) {
            message.setExpiryTime(0);
        }
    }
}
