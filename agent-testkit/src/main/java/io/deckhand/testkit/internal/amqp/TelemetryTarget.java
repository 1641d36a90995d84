package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.internal.telemetry.DeviceTelemetry;
import io.deckhand.testkit.internal.telemetry.TelemetryIntake;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.qpid.proton.message.Message;

/** Receives a device's telemetry. */
final class TelemetryTarget implements IncomingLink.Target {
    /**
     * Properties that are sent among the application properties but are not the sender's; the hub knows the sender
     * itself.
     */
    private static final Map<String, String> SYSTEM_NAMES = Map.of(
            "iothub-creation-time-utc", "iothub-creation-time-utc",
            "iothub-outputname", "outputName",
            "iothub-connection-device-id", "iothub-connection-device-id",
            "iothub-connection-module-id", "iothub-connection-module-id");

    private static final Set<String> SYSTEM_ANNOTATIONS = Set.of("dt-subject", "iothub-interface-id");

    private final TelemetryIntake intake;
    private final String deviceId;

    TelemetryTarget(TelemetryIntake intake, String deviceId) {
        this.intake = intake;
        this.deviceId = deviceId;
    }

    @Override
    public void receive(Message message) {
        intake.take(deviceId, read(message));
    }

    @Override
    public void receiveBatch(List<Message> messages) {
        intake.takeAll(deviceId, messages.stream().map(TelemetryTarget::read).toList());
    }

    private static DeviceTelemetry read(Message message) {
        Map<String, String> system = MessageParts.systemProperties(message);
        Map<String, String> application = new LinkedHashMap<>();
        MessageParts.applicationProperties(message).forEach((name, value) -> {
            String systemName = SYSTEM_NAMES.get(name);
            (systemName == null ? application : system)
                    .put(systemName == null ? name : systemName, MessageParts.text(value));
        });
        MessageParts.annotations(message).forEach((name, value) -> {
            if (SYSTEM_ANNOTATIONS.contains(name)) {
                system.put(name, MessageParts.text(value));
            }
        });
        return new DeviceTelemetry(MessageParts.body(message), system, application);
    }
}
