package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.net.StreamProtocol;
import io.netty.channel.ChannelPipeline;

/** AMQP 1.0, for devices and back ends alike: gives each connection its pipeline. */
public final class AmqpProtocol implements StreamProtocol {
    /** The port the SDKs dial; none of them takes another. */
    public static final int PORT = 5671;

    /** What a WebSocket is asked for that is to carry AMQP. */
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
