package io.deckhand.testkit.internal.mqtt;

import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.net.StreamProtocol;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.flush.FlushConsolidationHandler;

/** MQTT 3.1.1: assembles the pipeline of each connection. */
public final class MqttProtocol implements StreamProtocol {
    /** The port that all device SDKs connect to; none of them can use another. */
    public static final int PORT = 8883;

    /** The WebSocket sub-protocol for MQTT. */
    public static final String WEB_SOCKET_PROTOCOL = "mqtt";

    /** Room for the largest telemetry message with its topic and headers; larger packets are not read. */
    private static final int MAX_PACKET_SIZE = (256 + 64) * 1024;

    /**
     * A higher value would let a client that does not read cause that many large answers before the hub stops reading
     * from it.
     */
    private static final int FLUSHES_AT_ONCE = 32;

    private final HubCore core;

    public MqttProtocol(HubCore core) {
        this.core = core;
    }

    @Override
    public void assemble(ChannelPipeline pipeline) {
        // Output written while reading, or by several threads at once, makes one TLS record and one write.
        pipeline.addLast(new FlushConsolidationHandler(FLUSHES_AT_ONCE, true));
        pipeline.addLast(new MqttDecoder(MAX_PACKET_SIZE));
        pipeline.addLast(MqttEncoder.INSTANCE);
        // One packet at a time while reading is paused: a small read can contain a thousand packets, each with a large
        // answer.
        pipeline.addLast(new FlowControlHandler());
        pipeline.addLast("connect", new ConnectHandler(core));
    }
}
