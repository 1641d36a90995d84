package io.deckhand.testkit.internal.mqtt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.HubPacket;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.c2d.CloudMessageReceiver;
import io.deckhand.testkit.internal.c2d.CloudToDeviceQueues;
import io.deckhand.testkit.internal.c2d.QueuedMessage;
import io.deckhand.testkit.internal.connection.CloseReason;
import io.deckhand.testkit.internal.connection.DeviceConnection;
import io.deckhand.testkit.internal.fault.PacketFaults;
import io.deckhand.testkit.internal.fault.PacketRoute;
import io.deckhand.testkit.internal.methods.MethodCall;
import io.deckhand.testkit.internal.methods.MethodReceiver;
import io.deckhand.testkit.internal.net.Carrier;
import io.deckhand.testkit.internal.net.ChannelLine;
import io.deckhand.testkit.internal.net.PipelineEvents;
import io.deckhand.testkit.internal.net.SilenceHandler;
import io.deckhand.testkit.internal.twin.DesiredListener;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the core's messages to a connected device as MQTT packets. May be used by any thread. */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write closes its channel, which is handled anyway.
final class DeviceLink implements DeviceConnection, MethodReceiver, DesiredListener, CloudMessageReceiver {
    private static final Logger log = LoggerFactory.getLogger(DeviceLink.class);
    private static final int MAX_PACKET_ID = 0xFFFF;
    private static final int MAX_TOPIC = 0xFFFF;

    private final Channel channel;
    private final CloudToDeviceQueues cloudToDevice;
    private final String deviceId;
    private final Instant authorizedUntil;
    private final PacketRoute packets;
    private final Map<Integer, String> locksByPacketId = new HashMap<>();
    private int lastPacketId;
    private final String protocol;
    private final String address;
    private volatile @Nullable CloseReason closeReason;
    private volatile String ending = "the connection was lost";
    private volatile MqttQoS cloudToDeviceQos = MqttQoS.AT_LEAST_ONCE;

    DeviceLink(
            Channel channel,
            CloudToDeviceQueues cloudToDevice,
            PacketFaults faults,
            String deviceId,
            Instant authorizedUntil) {
        this.channel = channel;
        this.cloudToDevice = cloudToDevice;
        this.deviceId = deviceId;
        this.authorizedUntil = authorizedUntil;
        protocol = Carrier.protocol(channel, "MQTT");
        address = Carrier.address(channel);
        packets = new PacketRoute(faults, deviceId, new ChannelLine(channel, () -> close(CloseReason.CUT)));
    }

    @Override
    public String deviceId() {
        return deviceId;
    }

    @Override
    public String protocol() {
        return protocol;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public String ending() {
        return ending;
    }

    /** Records why the connection is about to end. */
    void endsBecause(String reason) {
        ending = reason;
    }

    @Override
    public Instant authorizedUntil() {
        return authorizedUntil;
    }

    @Override
    public void close(CloseReason reason) {
        closeReason = reason;
        ending = reason.text();
        if (reason == CloseReason.CUT || reason == CloseReason.HUB_STOPPING) {
            PipelineEvents.reset(channel);
        } else {
            channel.close();
        }
    }

    /** {@return the reason for which the hub closed the connection, or null if it did not} */
    @Nullable
    CloseReason closeReason() {
        return closeReason;
    }

    @Override
    public void silence() {
        SilenceHandler handler = channel.pipeline().get(SilenceHandler.class);
        if (handler != null) {
            handler.begin();
        }
    }

    @Override
    public void deliver(MethodCall call) {
        String topic = "$iothub/methods/POST/" + call.method() + "/?$rid=" + call.requestId();
        byte[] body = call.payload().getBytes(StandardCharsets.UTF_8);
        befall(HubPacket.METHOD_CALL, () -> publish(topic, body));
    }

    @Override
    public void desiredChanged(ObjectNode patch) {
        String topic = "$iothub/twin/PATCH/properties/desired/?$version="
                + patch.path("$version").asText();
        publish(topic, Json.bytes(patch));
    }

    /**
     * Messages to a device that subscribed with QoS 0 are complete when they are sent. A message whose properties do
     * not fit into a topic cannot be sent: it waits for a connection over another protocol, or until it expires.
     */
    @Override
    public boolean deliver(QueuedMessage message) {
        String lock = Objects.requireNonNull(message.lockToken());
        String topic = DeviceBoundTopic.of(deviceId, message.message());
        if (topic.length() > MAX_TOPIC) { // Percent-encoded, so each character is one byte.
            log.warn(
                    "{}: message {} is not sent over MQTT, its properties take {} bytes of a topic, {} at most",
                    deviceId,
                    message.sequenceNumber(),
                    topic.length(),
                    MAX_TOPIC);
            return true;
        }
        MqttQoS qos = cloudToDeviceQos;
        int packetId = qos == MqttQoS.AT_MOST_ONCE ? 0 : packetIdFor(lock);
        MqttFixedHeader header = new MqttFixedHeader(MqttMessageType.PUBLISH, message.isRedelivery(), qos, false, 0);
        MqttPublishVariableHeader place = new MqttPublishVariableHeader(topic, packetId);
        befall(
                HubPacket.CLOUD_MESSAGE,
                () -> channel.writeAndFlush(new MqttPublishMessage(
                        header, place, Unpooled.wrappedBuffer(message.message().body()))));
        if (qos == MqttQoS.AT_MOST_ONCE) {
            channel.eventLoop().execute(() -> complete(lock));
        }
        return true;
    }

    /** Over MQTT a message is delivered again on the next connection, not on this one. */
    @Override
    public boolean locksEnd() {
        return false;
    }

    /** Sends a packet, subject to faults. */
    void befall(HubPacket packet, Runnable pass) {
        packets.send(packet, pass::run);
    }

    void cloudToDeviceQos(MqttQoS qos) {
        cloudToDeviceQos = qos;
    }

    /** Handles a PUBACK: completes the message with this packet id. */
    void acknowledged(int packetId) {
        String lock;
        synchronized (locksByPacketId) {
            lock = locksByPacketId.remove(packetId);
        }
        if (lock != null) {
            complete(lock);
        }
    }

    void publish(String topic, byte[] body) {
        MqttFixedHeader header = new MqttFixedHeader(MqttMessageType.PUBLISH, false, MqttQoS.AT_MOST_ONCE, false, 0);
        channel.writeAndFlush(
                new MqttPublishMessage(header, new MqttPublishVariableHeader(topic, 0), Unpooled.wrappedBuffer(body)));
    }

    private void complete(String lock) {
        try {
            cloudToDevice.complete(deviceId, lock);
        } catch (HubException e) {
            log.debug("{}: {}", deviceId, e.getMessage());
        }
    }

    private int packetIdFor(String lock) {
        synchronized (locksByPacketId) {
            do {
                lastPacketId = lastPacketId % MAX_PACKET_ID + 1;
            } while (locksByPacketId.containsKey(lastPacketId));
            locksByPacketId.put(lastPacketId, lock);
            return lastPacketId;
        }
    }
}
