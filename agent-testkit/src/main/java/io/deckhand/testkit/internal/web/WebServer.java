package io.deckhand.testkit.internal.web;

import io.deckhand.testkit.internal.HubThreads;
import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.net.ListeningPort;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Serves the page over plain HTTP on a loopback address. It has its own thread and is not affected by restarts of the
 * hub, which the page can trigger.
 */
public final class WebServer implements AutoCloseable {
    private static final int MAX_BODY = 1024 * 1024;
    private static final String LOOPBACK = "127.0.0.1";

    private final PageToken token = PageToken.create();
    private final EventLoopGroup thread;
    private final ChannelGroup connections;
    private final Channel listener;

    /**
     * Starts to listen.
     *
     * @param hubName the hub's host name; if it is not a loopback address, the page is at 127.0.0.1
     * @param port 0 for a free port
     * @param hub returns the current core of the hub
     * @throws java.io.UncheckedIOException when the port cannot be bound
     */
    @SuppressWarnings("deprecation") // as in HubServers
    public WebServer(String hubName, int port, Supplier<HubCore> hub) {
        thread = new NioEventLoopGroup(1, new DefaultThreadFactory(HubThreads.prefix(hubName) + "-web", true));
        connections = new DefaultChannelGroup(thread.next(), true);
        ServerBootstrap server = new ServerBootstrap()
                .group(thread)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        assemble(channel, hub);
                    }
                });
        try {
            listener = ListeningPort.open(server, "the page", new InetSocketAddress(loopback(hubName), port));
        } catch (Throwable e) {
            stopThread();
            throw e;
        }
    }

    /** {@return the address to open in a browser, with the token} */
    public URI link() {
        return URI.create("http://" + host() + "/?token=" + token.value());
    }

    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
        stopThread();
    }

    private void assemble(Channel channel, Supplier<HubCore> hub) {
        connections.add(channel);
        PageGuard guard = new PageGuard(hosts(), token);
        channel.pipeline()
                .addLast(new HttpServerCodec())
                .addLast(new HttpObjectAggregator(MAX_BODY))
                .addLast(new PageHandler(guard, hub));
    }

    private Set<String> hosts() {
        String host = host();
        return host.startsWith(LOOPBACK + ":") ? Set.of(host, host.replace(LOOPBACK, "localhost")) : Set.of(host);
    }

    private String host() {
        InetSocketAddress address = (InetSocketAddress) listener.localAddress();
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    private void stopThread() {
        thread.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        thread.terminationFuture().awaitUninterruptibly();
    }

    private static InetAddress loopback(String hubName) {
        try {
            InetAddress[] own = InetAddress.getAllByName(hubName);
            return own[0].isLoopbackAddress() ? own[0] : InetAddress.getLoopbackAddress();
        } catch (UnknownHostException e) {
            return InetAddress.getLoopbackAddress();
        }
    }
}
