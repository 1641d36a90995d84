package io.deckhand.testkit.internal.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;

/** Serves a protocol over TLS on its own port. */
public final class StreamServer implements HubServer {
    private final ChannelGroup channels;
    private final Channel listener;

    /**
     * Starts to listen.
     *
     * @param name the name of the protocol
     * @throws java.io.UncheckedIOException when the port cannot be bound
     */
    public StreamServer(
            String name, StreamProtocol protocol, TlsDoor door, EventLoopGroup threads, InetSocketAddress address) {
        channels = new DefaultChannelGroup(threads.next());
        ServerBootstrap server = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channels.add(channel);
                        ChannelPipeline pipeline = channel.pipeline();
                        if (door.open(pipeline)) {
                            protocol.assemble(
                                    pipeline.addLast(new SlowReaderGuard()).addLast(new SilenceHandler()));
                        }
                    }
                });
        listener = ListeningPort.open(server, name, address);
    }

    @Override
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public int openConnections() {
        return channels.size();
    }

    @Override
    public long bytesWaiting() {
        return channels.stream().mapToLong(SlowReaderGuard::waiting).sum();
    }

    @Override
    public void stopListening() {
        listener.close().syncUninterruptibly();
    }

    @Override
    public void close() {
        stopListening();
        channels.forEach(PipelineEvents::reset);
        channels.newCloseFuture().awaitUninterruptibly();
    }
}
