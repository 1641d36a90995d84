package io.deckhand.bench.device;

import io.deckhand.Transport;
import io.deckhand.bench.remote.Usage;
import io.deckhand.bench.result.Side;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/** What the bench asks of a JVM that holds devices of one side. Where nothing else is said, the first device is meant. */
public interface DeviceCalls {
    /** Chooses the side and whom to trust; comes first. */
    void choose(Side side, Transport transport, String caFile);

    /** Connects devices until they are whole: methods, desired properties and cloud-to-device messages arrive. */
    void connect(List<String> connectionStrings);

    /** Lets all devices go. */
    void disconnect();

    /** Waits until the device has noticed that it has no connection. */
    void awaitDisconnected(Duration atMost);

    /** Sends telemetry from all devices with so many messages under way in all. {@return acknowledged per second} */
    double sendTelemetry(Duration time, int underWay, int bytes);

    /** Hands over telemetry and does not wait for any acknowledgement. */
    void queueTelemetry(int messages, int bytes);

    /** {@return how much of what was handed over is not acknowledged} */
    int unacknowledged();

    /** Waits until everything that was handed over is acknowledged. */
    void awaitAcknowledged(Duration atMost);

    /** Reports properties with so many different ones under way. {@return accepted per second} */
    double report(Duration time, int underWay);

    /** {@return how long desired changes took to their listener, in nanoseconds, since this was last called} */
    Histogram desiredLatencies();

    /** {@return for an agent, by how much it became connected later than its reconnect policy asked, in nanoseconds} */
    long nanosOverDrawnDelay();

    /** Builds and starts an agent with the handlers of a class. {@return how long it took to build, in nanoseconds} */
    long startAgent(String connectionString, String handlerClass);

    /** Sends so many messages a second, evenly and from all devices in turn. */
    void sendEvenly(Duration time, int perSecond, int bytes);

    /** {@return live threads; touches nothing else} */
    int threads();

    /** {@return what the JVM takes} */
    Usage usage();

    /** {@return the most heap in use after any collection since this was last called, or since the start} */
    long peakHeapBytes();

    /** {@return processor time of the JVM since its start, in nanoseconds} */
    long cpuNanos();
}
