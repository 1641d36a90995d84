package io.deckhand.testkit.internal.mqtt;

import io.deckhand.testkit.HubPacket;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.methods.DirectMethods;
import io.deckhand.testkit.internal.telemetry.DeviceTelemetry;
import io.deckhand.testkit.internal.telemetry.TelemetryIntake;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Routes a device's publishes to the services of the core. */
final class PublishRouter {
    private static final Logger log = LoggerFactory.getLogger(PublishRouter.class);

    private final TelemetryIntake intake;
    private final DirectMethods methods;
    private final DeviceLink link;
    private final TwinTopics twinRequests;
    private final CertificateRequests certificateRequests;
    private final String root;

    PublishRouter(
            TelemetryIntake intake,
            DirectMethods methods,
            DeviceLink link,
            TwinTopics twinRequests,
            CertificateRequests certificateRequests) {
        this.intake = intake;
        this.methods = methods;
        this.link = link;
        this.twinRequests = twinRequests;
        this.certificateRequests = certificateRequests;
        root = DeviceTopic.root(link.deviceId());
    }

    /**
     * Routes a message.
     *
     * @param answers receives the packets to send after the acknowledgement
     * @return the reason to close the connection, if it must be closed
     */
    Optional<String> route(MqttPublishMessage message, Consumer<Runnable> answers) {
        DeviceTopic topic = DeviceTopic.parseBelow(
                        root, message.variableHeader().topicName())
                .orElse(null);
        byte[] body = ByteBufUtil.getBytes(message.payload());
        if (topic instanceof DeviceTopic.Telemetry telemetry) {
            return telemetry(telemetry, body, message.fixedHeader().isRetain());
        }
        if (topic instanceof DeviceTopic.TwinGet get) {
            twinRequests.get(get, answers);
            return Optional.empty();
        }
        if (topic instanceof DeviceTopic.ReportedPatch patch) {
            twinRequests.patchReported(patch, body, answers);
            return Optional.empty();
        }
        if (topic instanceof DeviceTopic.CertificateRequested certificate) {
            certificateRequests.request(certificate, body, answers);
            return Optional.empty();
        }
        if (topic instanceof DeviceTopic.MethodAnswered answer) {
            return methodAnswered(answer, body);
        }
        return Optional.of("it published to a topic the hub does not serve");
    }

    /** Publishes the device's will. */
    void will(Will will) {
        Map<String, String> properties = new LinkedHashMap<>(will.topic().properties());
        properties.put("iothub-MessageType", "Will");
        try {
            take(properties, will.body());
        } catch (HubException e) {
            log.info("{}: its will was not accepted: {}", link.deviceId(), e.getMessage());
        }
    }

    private Optional<String> telemetry(DeviceTopic.Telemetry telemetry, byte[] body, boolean retain) {
        Map<String, String> properties = telemetry.properties();
        if (retain) {
            properties = new LinkedHashMap<>(properties);
            properties.put("mqtt-retain", "true");
        }
        try {
            take(properties, body);
            return Optional.empty();
        } catch (HubException e) {
            return Optional.of(e.getMessage());
        }
    }

    private void take(Map<String, String> properties, byte[] body) {
        TelemetryProperties parted = TelemetryProperties.of(properties);
        intake.take(link.deviceId(), new DeviceTelemetry(body, parted.system(), parted.application()));
    }

    /** The connection is closed: the Java device SDK would send an unacknowledged answer again and again. */
    private Optional<String> methodAnswered(DeviceTopic.MethodAnswered answer, byte[] body) {
        if (body.length > DirectMethods.MAX_PAYLOAD_SIZE) {
            return Optional.of("it answered a method with " + body.length + " bytes; at most "
                    + DirectMethods.MAX_PAYLOAD_SIZE + " are allowed");
        }
        link.befall(
                HubPacket.METHOD_ANSWER,
                () -> methods.answer(link.deviceId(), answer.requestId(), answer.status(), body));
        return Optional.empty();
    }
}
