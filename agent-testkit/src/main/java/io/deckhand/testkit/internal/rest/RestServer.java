package io.deckhand.testkit.internal.rest;

import io.deckhand.testkit.internal.HubCore;
import io.deckhand.testkit.internal.HubServer;
import io.deckhand.testkit.internal.HubThreads;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Serves the service API over HTTPS on the hub's address.
 *
 * <p>It has one thread, which never waits for a device. What it does wait for is the disk, when an identity or a twin is
 * kept: that may hold up another back end, but no device.
 */
public final class RestServer implements HubServer {
    /** The port that clients take for granted, and the only one that connection strings can mean. */
    public static final int STANDARD_PORT = 443;

    private final EventLoopGroup loop;
    private final ChannelGroup connections;
    private final Channel listener;

    private RestServer(EventLoopGroup loop, ChannelGroup connections, Channel listener) {
        this.loop = loop;
        this.connections = connections;
        this.listener = listener;
    }

    /**
     * Starts to listen.
     *
     * @param port where, on the hub's address; 0 for any that is free
     * @throws IOException when the port cannot be had
     */
    public static RestServer start(HubCore hub, SslContext tls, int port) throws IOException {
        String host = hub.settings().hostName();
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory(HubThreads.prefix(host) + "-https", true), NioIoHandler.newFactory());
        ChannelGroup connections = new DefaultChannelGroup(loop.next(), true);
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new RestChannelInitializer(tls, dispatcher(hub), connections))
                .bind(host, port)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            stop(loop);
            throw new IOException("Cannot serve HTTPS on " + host + ":" + port, bound.cause());
        }
        return new RestServer(loop, connections, bound.channel());
    }

    private static RestDispatcher dispatcher(HubCore hub) {
        RouteTable routes = new RouteTable();
        new DeviceRoutes(hub).addTo(routes);
        new TwinRoutes(hub).addTo(routes);
        new MethodRoutes(hub).addTo(routes);
        return new RestDispatcher(routes, hub.access());
    }

    @Override
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
        stop(loop);
    }

    private static void stop(EventLoopGroup loop) {
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
