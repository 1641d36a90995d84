package io.deckhand.bench.load;

import java.time.Duration;
import java.util.List;

/** The calls of the bench to a JVM with bare MQTT clients, which load a hub with minimal effort. */
public interface LoadCalls {
    /** Connects devices, a limited number at a time. {@return how many connections were accepted per second} */
    double connect(String host, int port, List<String> connectionStrings);

    /**
     * Publishes from all devices, with a fixed number of messages under way for each. {@return acknowledged per second}
     */
    double publish(Duration time, int underWay, int bytes);

    void disconnect();
}
