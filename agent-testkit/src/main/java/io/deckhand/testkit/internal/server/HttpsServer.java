package io.deckhand.testkit.internal.server;

import io.deckhand.testkit.internal.https.BlobHttpHandler;
import io.deckhand.testkit.internal.https.DeviceHttpHandler;
import io.deckhand.testkit.internal.https.HealthHandler;
import io.deckhand.testkit.internal.https.ProvisioningHttpHandler;
import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.net.HubServer;
import io.deckhand.testkit.internal.net.ListeningPort;
import io.deckhand.testkit.internal.net.SlowReaderGuard;
import io.deckhand.testkit.internal.net.StreamProtocol;
import io.deckhand.testkit.internal.net.TlsDoor;
import io.deckhand.testkit.internal.rest.ServiceRoutes;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/**
 * Serves the hub's HTTPS port: the service API, device HTTP, provisioning and WebSockets. No thread waits while a
 * device answers a method.
 */
public final class HttpsServer implements HubServer {
    /** The default port of clients, and the only one that connection strings can express. */
    public static final int STANDARD_PORT = 443;

    private final ChannelGroup connections;
    private final Channel listener;

    /**
     * Starts to listen.
     *
     * @param address the hub's address; port 0 selects a free port
     * @throws UncheckedIOException when the port cannot be bound
     */
    public HttpsServer(HubCore core, TlsDoor door, EventLoopGroup threads, InetSocketAddress address) {
        this(core, door, threads, address, Map.of());
    }

    /**
     * Starts to listen, for WebSockets too.
     *
     * @param webSockets the protocols over WebSockets, by sub-protocol
     * @throws UncheckedIOException when the port cannot be bound
     */
    public HttpsServer(
            HubCore core,
            TlsDoor door,
            EventLoopGroup threads,
            InetSocketAddress address,
            Map<String, StreamProtocol> webSockets) {
        connections = new DefaultChannelGroup(threads.next(), true);
        ServerBootstrap server = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new HttpsChannelInitializer(
                        door,
                        ServiceRoutes.dispatcher(core),
                        connections,
                        webSockets,
                        () -> new BlobHttpHandler(
                                core.blobs(), core.uploads(), core.settings().clock()),
                        List.of(
                                () -> new HealthHandler(core.settings().hostName()),
                                () -> new DeviceHttpHandler(
                                        core.access(),
                                        core.intake(),
                                        core.cloudToDevice(),
                                        core.journal(),
                                        core.uploads()),
                                () -> new ProvisioningHttpHandler(core.provisioning())),
                        core.settings().patience()));
        listener = ListeningPort.open(server, "HTTPS", address);
    }

    @Override
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public int openConnections() {
        return connections.size();
    }

    @Override
    public long bytesWaiting() {
        return connections.stream().mapToLong(SlowReaderGuard::waiting).sum();
    }

    @Override
    public void stopListening() {
        listener.close().awaitUninterruptibly();
    }

    @Override
    public void close() {
        stopListening();
        connections.close().awaitUninterruptibly();
    }
}
