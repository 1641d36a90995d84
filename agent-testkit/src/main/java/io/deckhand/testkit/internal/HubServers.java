package io.deckhand.testkit.internal;

import io.deckhand.testkit.internal.mqtt.MqttServer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** All protocol adapters of a running hub, and the threads they share: the one place where they start and stop. */
public final class HubServers implements AutoCloseable {
    private static final int THREADS = 2;

    private final EventLoopGroup threads;
    private final Deque<HubServer> servers = new ArrayDeque<>();
    private final MqttServer mqtt;

    /**
     * Starts every adapter; when one cannot start, none stays.
     *
     * @param httpsPort 443, or another, or 0 for any that is free
     */
    public HubServers(HubCore core, SslContext tls, int httpsPort) {
        String host = core.settings().hostName();
        threads = new MultiThreadIoEventLoopGroup(
                THREADS, new DefaultThreadFactory(HubThreads.prefix(host), true), NioIoHandler.newFactory());
        try {
            mqtt = started(new MqttServer(core, tls, threads, new InetSocketAddress(host, MqttServer.PORT)));
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** {@return the port of MQTT over TLS} */
    public int mqttPort() {
        return mqtt.port();
    }

    /** {@return the port of the service's REST interface, or 0 while it is not served} */
    public int httpsPort() {
        return 0;
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

    private <S extends HubServer> S started(S server) {
        servers.push(server);
        return server;
    }
}
