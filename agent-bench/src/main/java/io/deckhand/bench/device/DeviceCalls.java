package io.deckhand.bench.device;

import io.deckhand.Transport;
import io.deckhand.bench.remote.Usage;
import io.deckhand.bench.result.Side;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * The calls of the bench to a JVM with devices of one side. Unless stated otherwise, they apply to the first device.
 */
public interface DeviceCalls {
    /** Chooses the side and the certificate to trust; must be called first. */
    void choose(Side side, Transport transport, String caFile);

    /**
     * Connects devices and waits until they have caught up: methods, desired properties and cloud-to-device messages
     * arrive.
     */
    void connect(List<String> connectionStrings);

    /** Closes all devices. */
    void disconnect();

    /** Waits until the device has noticed the loss of its connection. */
    void awaitDisconnected(Duration atMost);

    /**
     * Sends telemetry from all devices, with a fixed total number of messages under way. {@return acknowledged per
     * second}
     */
    double sendTelemetry(Duration time, int underWay, int bytes);

    /** Queues telemetry without waiting for acknowledgements. */
    void queueTelemetry(int messages, int bytes);

    /** Queues telemetry on each device, without waiting for acknowledgements. */
    void queueTelemetryFromEach(int messages, int bytes);

    /** {@return how many queued messages are not acknowledged} */
    int unacknowledged();

    /** Waits until all queued messages are acknowledged. */
    void awaitAcknowledged(Duration atMost);

    /** Reports properties, with a fixed number of different ones under way. {@return accepted per second} */
    double report(Duration time, int underWay);

    /** {@return the latencies of desired changes to their listener, in nanoseconds, since the last call} */
    Histogram desiredLatencies();

    /** {@return for an agent, how much later it was connected than its reconnect policy requested, in nanoseconds} */
    long nanosOverDrawnDelay();

    /** Builds and starts an agent with the handlers of a class. {@return how long it took to build, in nanoseconds} */
    long startAgent(String connectionString, String handlerClass);

    /** Sends a fixed number of messages a second, evenly and from all devices in turn. */
    void sendEvenly(Duration time, int perSecond, int bytes);

    /** {@return the number of live threads; does nothing else} */
    int threads();

    /** {@return the resource usage of the JVM} */
    Usage usage();

    /** {@return the maximum heap in use after any collection since the last call, or since the start} */
    long peakHeapBytes();

    /** {@return processor time of the JVM since its start, in nanoseconds} */
    long cpuNanos();
}
