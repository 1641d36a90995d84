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
import io.deckhand.testkit.internal.tls.HubAuthority;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
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
    private final PortsWanted wanted;
    private final StreamPorts streams;
    private final HttpsServer rest;

    /**
     * Starts every adapter that is wanted; if one fails to start that the hub cannot do without, all are stopped.
     *
     * @throws UncheckedIOException when a port cannot be bound that the user named, or none of MQTT and AMQP
     */
    @SuppressWarnings("deprecation") // its successor is not in Netty 4.1, which applications with Spring Boot 3 have
    public HubServers(HubCore core, SslContext tls, PortsWanted wanted) {
        this.wanted = wanted;
        this.core = core;
        String host = core.settings().hostName();
        threads = new NioEventLoopGroup(THREADS, new DefaultThreadFactory(HubThreads.prefix(host), true));
        try {
            TlsDoor door = new TlsDoor(
                    tls,
                    () -> HubAuthority.untrustedServerContext(host),
                    core.faults(),
                    core.settings().patience());
            Map<String, StreamProtocol> webSockets = new HashMap<>();
            StreamProtocol mqtt = new MqttProtocol(core);
            StreamProtocol amqp = new AmqpProtocol(core);
            streams = new StreamPorts(
                    host,
                    (name, protocol, address) -> started(new StreamServer(name, protocol, door, threads, address)));
            if (wanted.mqtt().isServed()) {
                streams.serve("MQTT", mqtt, wanted.mqtt());
                webSockets.put(MqttProtocol.WEB_SOCKET_PROTOCOL, mqtt);
            }
            if (wanted.amqp().isServed()) {
                streams.serve("AMQP", amqp, wanted.amqp());
                webSockets.put(AmqpProtocol.WEB_SOCKET_PROTOCOL, amqp);
            }
            streams.check();
            rest = started(serveHttps(door, new InetSocketAddress(host, wanted.https()), webSockets));
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** {@return the port of MQTT over TLS, 0 if it is not served} */
    public int mqttPort() {
        return streams.portOf("MQTT");
    }

    /** {@return the port of AMQP over TLS, 0 if it is not served} */
    public int amqpPort() {
        return streams.portOf("AMQP");
    }

    /** {@return the ports to request when the hub restarts, with the free ports that were found} */
    public PortsWanted again() {
        return new PortsWanted(wanted.mqtt().bound(mqttPort()), wanted.amqp().bound(amqpPort()), httpsPort());
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

    private HttpsServer serveHttps(TlsDoor door, InetSocketAddress address, Map<String, StreamProtocol> webSockets) {
        try {
            return address.getPort() == HttpsServer.STANDARD_PORT // refused to most users, and there is another
                    ? new HttpsServer(core, door, threads, address, webSockets)
                    : PatientBind.bind(() -> new HttpsServer(core, door, threads, address, webSockets));
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
