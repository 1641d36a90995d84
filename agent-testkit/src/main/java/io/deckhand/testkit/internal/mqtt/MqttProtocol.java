package io.deckhand.testkit.internal.mqtt;

import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.net.StreamProtocol;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.flush.FlushConsolidationHandler;

/** MQTT 3.1.1: gives each connection its pipeline. */
public final class MqttProtocol implements StreamProtocol {
    /** The port device SDKs dial; none of them takes another. */
    public static final int PORT = 8883;

    /** What a WebSocket is asked for that is to carry MQTT. */
    public static final String WEB_SOCKET_PROTOCOL = "mqtt";

    /** Room for the largest telemetry message, its topic and its headers; more is not read at all. */
    private static final int MAX_PACKET_SIZE = (256 + 64) * 1024;

    /** More would let a client that does not read have as many large answers made before it is no longer listened to. */
    private static final int FLUSHES_AT_ONCE = 32;

    private final HubCore core;

    public MqttProtocol(HubCore core) {
        this.core = core;
    }

    @Override
    public void assemble(ChannelPipeline pipeline) {
        // What is said while reading, or by several threads at once, makes one TLS record and one write.
        pipeline.addLast(new FlushConsolidationHandler(FLUSHES_AT_ONCE, true));
        pipeline.addLast(new MqttDecoder(MAX_PACKET_SIZE));
        pipeline.addLast(MqttEncoder.INSTANCE);
        // One packet at a time when reading is to pause: a small read may hold a thousand, each with a large answer.
        pipeline.addLast(new FlowControlHandler());
        pipeline.addLast("connect", new ConnectHandler(core));
    }
}
