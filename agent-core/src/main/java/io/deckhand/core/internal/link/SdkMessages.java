package io.deckhand.core.internal.link;

import com.microsoft.azure.sdk.iot.device.Message;
import io.deckhand.CloudMessage;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Messages between the SDK's form and ours. */
final class SdkMessages {
    /** What the SDK passes off as application properties over AMQP, and leaves out over MQTT. */
    private static final Set<String> ADDED_OVER_AMQP = Set.of("iothub-app-to", "iothub-app-userId");

    private SdkMessages() {}

    static CloudMessage cloudMessage(Message message) {
        Map<String, String> properties = new HashMap<>();
        for (var property : message.getProperties()) {
            if (!ADDED_OVER_AMQP.contains(property.getName())) {
                properties.put(property.getName(), property.getValue());
            }
        }
        return new CloudMessage(
                message.getBytes(),
                properties,
                message.getMessageId(),
                message.getCorrelationId(),
                message.getContentType(),
                message.getContentEncoding());
    }

    static Message telemetry(TelemetryMessage telemetry) {
        Message message = new Message(telemetry.body());
        message.setMessageId(telemetry.messageId());
        message.setCorrelationId(""); // the SDK's own is one more id for the hub to carry, and says nothing
        telemetry.properties().forEach(message::setProperty);
        if (telemetry.contentType() != null) {
            message.setContentType(telemetry.contentType());
        }
        if (telemetry.contentEncoding() != null) {
            message.setContentEncoding(telemetry.contentEncoding());
        }
        return message;
    }
}
