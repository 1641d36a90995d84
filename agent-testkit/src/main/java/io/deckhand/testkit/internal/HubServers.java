package io.deckhand.testkit.internal;

import io.deckhand.testkit.internal.mqtt.MqttServer;
import io.deckhand.testkit.internal.rest.RestServer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All protocol adapters of a running hub, and the threads they share: the one place where they start and stop. */
public final class HubServers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HubServers.class);
    private static final int THREADS = 2;

    private final EventLoopGroup threads;
    private final Deque<HubServer> servers = new ArrayDeque<>();
    private final MqttServer mqtt;
    private final RestServer rest;

    /**
     * Starts every adapter; when one cannot start, none stays.
     *
     * @param httpsPort 443, which gives way to a free port where it cannot be had; or another; or 0 for any that is free
     */
    public HubServers(HubCore core, SslContext tls, int httpsPort) {
        String host = core.settings().hostName();
        threads = new MultiThreadIoEventLoopGroup(
                THREADS, new DefaultThreadFactory(HubThreads.prefix(host), true), NioIoHandler.newFactory());
        try {
            mqtt = started(new MqttServer(core, tls, threads, new InetSocketAddress(host, MqttServer.PORT)));
            rest = started(serveRest(core, tls, new InetSocketAddress(host, httpsPort)));
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** {@return the port of MQTT over TLS} */
    public int mqttPort() {
        return mqtt.port();
    }

    /** {@return the port of the service's REST interface} */
    public int httpsPort() {
        return rest.port();
    }

    /** Stops the adapters, last one first, and their threads; returns when no thread is left. */
    @Override
    public void close() {
        while (!servers.isEmpty()) {
            servers.pop().close();
        }
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        threads.terminationFuture().awaitUninterruptibly();
    }

    private RestServer serveRest(HubCore core, SslContext tls, InetSocketAddress address) {
        try {
            return new RestServer(core, tls, threads, address);
        } catch (UncheckedIOException e) {
            if (address.getPort() != RestServer.STANDARD_PORT) {
                throw e;
            }
            log.info("{}: port 443 cannot be had ({}), taking a free one", address.getHostString(), e.getCause());
            return new RestServer(core, tls, threads, new InetSocketAddress(address.getHostString(), 0));
        }
    }

    private <S extends HubServer> S started(S server) {
        servers.push(server);
        return server;
    }
}
