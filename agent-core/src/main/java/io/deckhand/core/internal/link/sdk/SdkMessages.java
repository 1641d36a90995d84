package io.deckhand.core.internal.link.sdk;

import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.transport.IotHubTransportMessage;
import com.microsoft.azure.sdk.iot.device.twin.DeviceOperations;
import io.deckhand.CloudMessage;
import io.deckhand.core.internal.link.Tap;
import io.deckhand.core.internal.link.TelemetryMessage;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Converts messages between the SDK's classes and Deckhand's. */
final class SdkMessages {
    /** System properties that the SDK presents as application properties over AMQP, and omits over MQTT. */
    private static final Set<String> ADDED_OVER_AMQP = Set.of("iothub-app-to", "iothub-app-userId");

    private SdkMessages() {}

    static CloudMessage cloudMessage(Message message) {
        Map<String, String> properties = new HashMap<>();
        for (var property : message.getProperties()) {
            boolean isOfTheHub = property.getName().startsWith("$."); // such as the sender of a message to an input
            if (!isOfTheHub && !ADDED_OVER_AMQP.contains(property.getName())) {
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

    /** Passes a method call to the tap; ignores the SDK's other kinds of method messages. */
    static void readMethodCall(IotHubTransportMessage call, Tap tap) {
        if (call.getDeviceOperationType() == DeviceOperations.DEVICE_OPERATION_METHOD_RECEIVE_REQUEST) {
            call.setCorrelationId(""); // else the SDK starts a thread per message to tidy a map
            tap.methodCalled(call.getRequestId(), call.getMethodName(), call.getBytes());
        }
    }

    /** Passes a desired-property patch or a twin answer to the tap. */
    static void readTwinMessage(IotHubTransportMessage twin, Tap tap) {
        // MQTT correlates an answer by the request id, AMQP by the correlation id; a desired-property patch has
        // neither.
        String id = twin.getRequestId() == null ? twin.getCorrelationId() : twin.getRequestId();
        if (twin.getDeviceOperationType()
                == DeviceOperations.DEVICE_OPERATION_TWIN_SUBSCRIBE_DESIRED_PROPERTIES_RESPONSE) {
            tap.desiredChanged(twin.getBytes());
        } else if (id != null) {
            tap.twinAnswered(id, twin.getStatus() == null ? 0 : Integer.parseInt(twin.getStatus()), twin.getBytes());
        }
        twin.setCorrelationId("");
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
        if (telemetry.output() != null) {
            message.setOutputName(telemetry.output());
        }
        if (telemetry.component() != null) {
            message.setComponentName(telemetry.component());
        }
        return message;
    }
}
