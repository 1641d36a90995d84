package io.deckhand.testkit.internal.mqtt;

import io.deckhand.testkit.HubPacket;
import io.deckhand.testkit.TelemetryMessage;
import io.deckhand.testkit.internal.HubCore;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.fault.InjectedFault;
import io.deckhand.testkit.internal.identity.IdentityIds;
import io.deckhand.testkit.internal.methods.DirectMethods;
import io.deckhand.testkit.internal.throttle.Operation;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Brings what a device publishes to the service it is for. */
final class PublishRouter {
    private static final int MAX_TELEMETRY_SIZE = 256 * 1024;

    private final HubCore core;
    private final DeviceLink link;
    private final TwinRequests twinRequests;

    PublishRouter(HubCore core, DeviceLink link, Subscriptions subscriptions) {
        this.core = core;
        this.link = link;
        twinRequests = new TwinRequests(core, link, subscriptions);
    }

    /** Routes a message. {@return why the connection must be dropped, if it must} */
    Optional<String> route(MqttPublishMessage message) {
        DeviceTopic topic = DeviceTopic.parse(
                        link.deviceId(), message.variableHeader().topicName())
                .orElse(null);
        byte[] body = ByteBufUtil.getBytes(message.payload());
        if (topic instanceof DeviceTopic.Telemetry telemetry) {
            return telemetry(telemetry, body, message.fixedHeader().isRetain());
        }
        if (topic instanceof DeviceTopic.TwinGet get) {
            twinRequests.get(get);
            return Optional.empty();
        }
        if (topic instanceof DeviceTopic.ReportedPatch patch) {
            twinRequests.patchReported(patch, body);
            return Optional.empty();
        }
        if (topic instanceof DeviceTopic.MethodAnswered answer) {
            return methodAnswered(answer, body);
        }
        return Optional.of("it published to a topic the hub does not serve");
    }

    /** Takes the message a device left for when its connection is lost. */
    void will(Will will) {
        Map<String, String> properties = new LinkedHashMap<>(will.topic().properties());
        properties.put("iothub-MessageType", "Will");
        take(properties, will.body());
    }

    private Optional<String> telemetry(DeviceTopic.Telemetry telemetry, byte[] body, boolean retain) {
        Map<String, String> properties = new LinkedHashMap<>(telemetry.properties());
        if (retain) {
            properties.put("mqtt-retain", "true");
        }
        long size = size(properties, body);
        if (size > MAX_TELEMETRY_SIZE) {
            return Optional.of(
                    "it sent " + size + " bytes in one message; at most " + MAX_TELEMETRY_SIZE + " are allowed");
        }
        Optional<InjectedFault> askedFor = InjectedFault.in(properties);
        if (askedFor.isPresent()) {
            core.injectedFaults().schedule(link.deviceId(), askedFor.get());
            return Optional.empty();
        }
        try {
            core.faults().checkRequest(link.deviceId());
            core.throttles().pass(Operation.TELEMETRY);
        } catch (HubException e) {
            return Optional.of(e.getMessage());
        }
        take(properties, body);
        return Optional.empty();
    }

    private void take(Map<String, String> properties, byte[] body) {
        TelemetryProperties parted = TelemetryProperties.of(link.deviceId(), properties);
        core.telemetry()
                .add(new TelemetryMessage(
                        IdentityIds.deviceId(link.deviceId()),
                        body,
                        parted.application(),
                        parted.system(),
                        core.settings().clock().instant()));
    }

    /** The Java device SDK sends an answer again when it was not acknowledged: too large a one comes back for ever. */
    private Optional<String> methodAnswered(DeviceTopic.MethodAnswered answer, byte[] body) {
        if (body.length > DirectMethods.MAX_PAYLOAD_SIZE) {
            return Optional.of("it answered a method with " + body.length + " bytes; at most "
                    + DirectMethods.MAX_PAYLOAD_SIZE + " are allowed");
        }
        link.befall(
                HubPacket.METHOD_ANSWER,
                () -> core.methods().answer(link.deviceId(), answer.requestId(), answer.status(), body));
        return Optional.empty();
    }

    private static long size(Map<String, String> properties, byte[] body) {
        long size = body.length;
        for (Map.Entry<String, String> property : properties.entrySet()) {
            size += property.getKey().getBytes(StandardCharsets.UTF_8).length;
            size += property.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        return size;
    }
}
