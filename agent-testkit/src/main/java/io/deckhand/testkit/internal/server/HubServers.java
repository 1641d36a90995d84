package io.deckhand.testkit.internal.server;

import io.deckhand.testkit.internal.HubThreads;
import io.deckhand.testkit.internal.amqp.AmqpProtocol;
import io.deckhand.testkit.internal.connection.CloseReason;
import io.deckhand.testkit.internal.connection.DeviceConnection;
import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.mqtt.MqttProtocol;
import io.deckhand.testkit.internal.net.HubServer;
import io.deckhand.testkit.internal.net.StreamProtocol;
import io.deckhand.testkit.internal.net.StreamServer;
import io.deckhand.testkit.internal.net.TlsDoor;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts and stops all protocol adapters of a hub, and the threads they share. */
public final class HubServers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HubServers.class);
    private static final int THREADS = 2;

    private final EventLoopGroup threads;
    private final Deque<HubServer> servers = new ArrayDeque<>();
    private final HubCore core;
    private final StreamServer mqtt;
    private final StreamServer amqp;
    private final HttpsServer rest;

    /**
     * Starts every adapter; if one fails to start, all are stopped.
     *
     * @param httpsPort 443, which falls back to a free port if it cannot be bound; or another port; or 0 for a free
     *     port
     */
    @SuppressWarnings("deprecation") // its successor is not in Netty 4.1, which applications with Spring Boot 3 have
    public HubServers(HubCore core, SslContext tls, int httpsPort) {
        this.core = core;
        String host = core.settings().hostName();
        threads = new NioEventLoopGroup(THREADS, new DefaultThreadFactory(HubThreads.prefix(host), true));
        try {
            TlsDoor door = new TlsDoor(tls, core.faults(), core.settings().patience());
            StreamProtocol mqttProtocol = new MqttProtocol(core);
            mqtt = started(serve("MQTT", mqttProtocol, door, new InetSocketAddress(host, MqttProtocol.PORT)));
            StreamProtocol amqpProtocol = new AmqpProtocol(core);
            amqp = started(serve("AMQP", amqpProtocol, door, new InetSocketAddress(host, AmqpProtocol.PORT)));
            Map<String, StreamProtocol> webSockets = Map.of(
                    MqttProtocol.WEB_SOCKET_PROTOCOL, mqttProtocol, AmqpProtocol.WEB_SOCKET_PROTOCOL, amqpProtocol);
            rest = started(serveHttps(door, new InetSocketAddress(host, httpsPort), webSockets));
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** {@return the port of MQTT over TLS} */
    public int mqttPort() {
        return mqtt.port();
    }

    /** {@return the port of AMQP over TLS} */
    public int amqpPort() {
        return amqp.port();
    }

    /** {@return the port of the service REST API} */
    public int httpsPort() {
        return rest.port();
    }

    /** {@return the number of connections, of all protocols} */
    public int openConnections() {
        return servers.stream().mapToInt(HubServer::openConnections).sum();
    }

    /** {@return the number of bytes not sent yet on all connections} */
    public long bytesWaiting() {
        return servers.stream().mapToLong(HubServer::bytesWaiting).sum();
    }

    /** Stops the adapters in reverse order, and their threads; returns when all threads have ended. */
    @Override
    public void close() {
        servers.forEach(HubServer::stopListening);
        awaitAccepted();
        for (DeviceConnection connection : core.connections().list()) {
            connection.close(CloseReason.HUB_STOPPING);
        }
        while (!servers.isEmpty()) {
            servers.pop().close();
        }
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        threads.terminationFuture().awaitUninterruptibly();
    }

    /**
     * Waits until every connection accepted so far is registered with its server. Otherwise a connection that is
     * registered after its server has closed all others would stay open, and its client would wait for an answer
     * indefinitely.
     */
    private void awaitAccepted() {
        threads.forEach(thread -> thread.submit(() -> {}).awaitUninterruptibly());
    }

    private StreamServer serve(String name, StreamProtocol protocol, TlsDoor door, InetSocketAddress address) {
        return new StreamServer(name, protocol, door, threads, address);
    }

    private HttpsServer serveHttps(TlsDoor door, InetSocketAddress address, Map<String, StreamProtocol> webSockets) {
        try {
            return new HttpsServer(core, door, threads, address, webSockets);
        } catch (UncheckedIOException e) {
            if (address.getPort() != HttpsServer.STANDARD_PORT) {
                throw e;
            }
            log.info("{}: port 443 cannot be bound ({}), using a free port", address.getHostString(), e.getCause());
            InetSocketAddress free = new InetSocketAddress(address.getHostString(), 0);
            return new HttpsServer(core, door, threads, free, webSockets);
        }
    }

    private <S extends HubServer> S started(S server) {
        servers.push(server);
        return server;
    }
}
