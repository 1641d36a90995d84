package io.deckhand.testkit.internal.mqtt;

import io.deckhand.testkit.internal.HubCore;
import io.deckhand.testkit.internal.HubServer;
import io.deckhand.testkit.internal.connection.CloseReason;
import io.deckhand.testkit.internal.connection.DeviceConnection;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetSocketAddress;

/** MQTT 3.1.1 over TLS: listens, and gives each connection its pipeline. */
public final class MqttServer implements HubServer {
    /** The port device SDKs dial; none of them takes another. */
    public static final int PORT = 8883;

    /** Room for the largest telemetry message, its topic and its headers; more is not read at all. */
    private static final int MAX_PACKET_SIZE = (256 + 64) * 1024;

    private static final int CONNECT_WITHIN_SECONDS = 30;

    private final HubCore core;
    private final ChannelGroup channels;
    private final Channel listener;

    /**
     * Starts to listen.
     *
     * @throws io.netty.channel.ChannelException or an unchecked {@link java.net.BindException} when the address is taken
     */
    public MqttServer(HubCore core, SslContext tls, EventLoopGroup threads, InetSocketAddress address) {
        this.core = core;
        channels = new DefaultChannelGroup(threads.next());
        listener = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channels.add(channel);
                        assemble(channel.pipeline().addLast(tls.newHandler(channel.alloc())));
                    }
                })
                .bind(address)
                .syncUninterruptibly()
                .channel();
    }

    @Override
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        for (DeviceConnection connection : core.connections().list()) {
            connection.close(CloseReason.HUB_STOPPING);
        }
        channels.forEach(PipelineEvents::reset);
        channels.newCloseFuture().awaitUninterruptibly();
    }

    private void assemble(ChannelPipeline pipeline) {
        pipeline.addLast(new SilenceHandler());
        pipeline.addLast("idle", new IdleStateHandler(CONNECT_WITHIN_SECONDS, 0, 0));
        pipeline.addLast(new MqttDecoder(MAX_PACKET_SIZE));
        pipeline.addLast(MqttEncoder.INSTANCE);
        pipeline.addLast("connect", new ConnectHandler(core));
    }
}
