package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.net.StreamProtocol;
import io.netty.channel.ChannelPipeline;

/** AMQP 1.0, for devices and back ends: assembles the pipeline of each connection. */
public final class AmqpProtocol implements StreamProtocol {
    /** The port that all SDKs connect to; none of them can use another. */
    public static final int PORT = 5671;

    /** The WebSocket sub-protocol for AMQP. */
    public static final String WEB_SOCKET_PROTOCOL = "AMQPWSB10";

    private final HubCore core;

    public AmqpProtocol(HubCore core) {
        this.core = core;
    }

    @Override
    public void assemble(ChannelPipeline pipeline) {
        pipeline.addLast("amqp", new AmqpChannelHandler(core, pipeline.channel()));
    }
}
