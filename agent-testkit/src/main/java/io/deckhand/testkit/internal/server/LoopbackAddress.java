package io.deckhand.testkit.internal.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds a free loopback address. The SDKs fix a hub's ports, so hubs that run in parallel need different addresses.
 * Linux and Windows accept all of 127.0.0.0/8, macOS only 127.0.0.1.
 */
public final class LoopbackAddress {
    private static final int ATTEMPTS = 20;
    private static final String ONLY_ONE = "127.0.0.1";

    private LoopbackAddress() {}

    /**
     * {@return a loopback address on which the ports of MQTT and AMQP are free, as far as they are wanted; or one with at least one of
     * them free, where another program listens on all addresses}
     *
     * @throws IllegalStateException when there is none
     */
    public static String findFree(PortsWanted wanted) {
        List<Integer> ports = Stream.of(wanted.mqtt(), wanted.amqp())
                .filter(StreamPort::isServed)
                .map(StreamPort::number)
                .toList();
        @Nullable String usable = null;
        for (int i = 0; i <= ATTEMPTS; i++) {
            String candidate = i < ATTEMPTS ? random() : ONLY_ONE;
            long free = ports.stream().filter(port -> isFree(candidate, port)).count();
            if (free == ports.size()) {
                return candidate;
            }
            if (free > 0 && usable == null) {
                usable = candidate;
            }
        }
        if (usable != null) {
            return usable;
        }
        throw new IllegalStateException("No loopback address has one of the ports " + ports
                + " free. Stop the hub or broker that listens on them, or name an address with host(...) or --host.");
    }

    /** Never drawn from the hub's seed: hubs with equal seeds can run in parallel. */
    private static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "127." + random.nextInt(1, 255) + "." + random.nextInt(0, 256) + "." + random.nextInt(1, 255);
    }

    private static boolean isFree(String address, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(address, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
