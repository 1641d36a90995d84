package io.deckhand.testkit.internal.server;

import io.deckhand.testkit.internal.mqtt.MqttProtocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds a free loopback address. The SDKs fix a hub's ports, so hubs that run in parallel need different addresses.
 * Linux and Windows accept all of 127.0.0.0/8, macOS only 127.0.0.1.
 */
public final class LoopbackAddress {
    private static final int ATTEMPTS = 20;
    private static final String ONLY_ONE = "127.0.0.1";

    private LoopbackAddress() {}

    /**
     * {@return a loopback address on which the MQTT port is free}
     *
     * @throws IllegalStateException when there is none
     */
    public static String findFree() {
        for (int i = 0; i < ATTEMPTS; i++) {
            String candidate = random();
            if (isFree(candidate)) {
                return candidate;
            }
        }
        if (isFree(ONLY_ONE)) {
            return ONLY_ONE;
        }
        throw new IllegalStateException("No loopback address has port " + MqttProtocol.PORT
                + " free. Stop the hub or broker that listens on it, or name an address with host(...).");
    }

    /** Never drawn from the hub's seed: hubs with equal seeds can run in parallel. */
    private static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "127." + random.nextInt(1, 255) + "." + random.nextInt(0, 256) + "." + random.nextInt(1, 255);
    }

    private static boolean isFree(String address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(address, MqttProtocol.PORT));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
