package io.deckhand.testkit.internal.server;

import io.deckhand.testkit.internal.net.StreamProtocol;
import io.deckhand.testkit.internal.net.StreamServer;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves MQTT and AMQP on their ports. If a port is taken, the hub starts without the protocol, unless the user chose
 * the port. A hub without any protocol does not start, because most likely another hub runs at its address.
 */
final class StreamPorts {
    private static final Logger log = LoggerFactory.getLogger(StreamPorts.class);

    /** Starts to listen. */
    @FunctionalInterface
    interface Server {
        StreamServer start(String name, StreamProtocol protocol, InetSocketAddress address);
    }

    private final String host;
    private final Server server;
    private final Map<String, StreamServer> served = new HashMap<>();
    private final List<UncheckedIOException> failures = new ArrayList<>();

    StreamPorts(String host, Server server) {
        this.host = host;
        this.server = server;
    }

    /** @throws UncheckedIOException when the user named the port and it cannot be bound */
    void serve(String name, StreamProtocol protocol, StreamPort port) {
        try {
            InetSocketAddress address = new InetSocketAddress(host, port.number());
            served.put(name, PatientBind.bind(() -> server.start(name, protocol, address)));
        } catch (UncheckedIOException e) {
            UncheckedIOException explained = explained(e, name);
            if (port.isChosen()) {
                throw explained;
            }
            failures.add(explained);
        }
    }

    /** @throws UncheckedIOException when no protocol is served although one was wanted */
    void check() {
        if (served.isEmpty() && !failures.isEmpty()) {
            UncheckedIOException first = failures.get(0);
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
        failures.forEach(failure -> log.warn(
                "{}: {} ({}). The hub runs without it.",
                host,
                failure.getMessage(),
                String.valueOf(failure.getCause())));
    }

    int portOf(String name) {
        StreamServer found = served.get(name);
        return found == null ? 0 : found.port();
    }

    /** {@return the failure, with the remedy} */
    private static UncheckedIOException explained(UncheckedIOException failure, String name) {
        String option = name.toLowerCase(Locale.ROOT);
        return new UncheckedIOException(
                failure.getMessage()
                        + ". End the program that listens there; or choose another address of this machine with "
                        + "host(...) or --host; or, for clients with a configurable port (not the SDKs), "
                        + "another port with "
                        + option + "Port(...) or --" + option + "-port; or leave " + name
                        + " out with without(HubProtocol."
                        + name + ") or --without " + name,
                failure.getCause());
    }
}
