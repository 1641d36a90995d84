package io.deckhand.bench.load;

import java.time.Duration;
import java.util.List;

/** What the bench asks of a JVM with bare MQTT clients: as little as can be done to load a hub. */
public interface LoadCalls {
    /** Connects devices, some at a time. {@return how many connections were accepted per second} */
    double connect(String host, int port, List<String> connectionStrings);

    /** Publishes from all devices with so many messages under way for each. {@return acknowledged per second} */
    double publish(Duration time, int underWay, int bytes);

    void disconnect();
}
