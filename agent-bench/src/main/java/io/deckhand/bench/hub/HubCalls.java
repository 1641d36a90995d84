package io.deckhand.bench.hub;

import io.deckhand.bench.remote.Usage;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/** The calls of the bench to the hub's JVM: for the hub itself, and for back ends that put load on a device. */
public interface HubCalls {
    /** Starts a hub with its default settings. */
    HubPlace start();

    /** Starts a hub that keeps its state in a directory. */
    HubPlace startIn(String directory);

    /** {@return the connection string of a new device} */
    String createDevice(String id);

    /** Calls a method repeatedly, each time when the previous call is answered. {@return round trips in nanoseconds} */
    Histogram callOneByOne(String id, MethodLoad load, Duration time);

    /**
     * Calls a method at fixed times, whether or not earlier calls were answered: a device that is stuck delays all calls made
     * meanwhile. {@return round trips in nanoseconds, from the time the call was due}
     */
    Histogram callAtRate(String id, MethodLoad load, Duration interval, int calls);

    /** Keeps a fixed number of calls under way. {@return answers per second} */
    double callInParallel(String id, MethodLoad load, int underWay, Duration time);

    /** Calls a method and does not wait for its answer. */
    void callAndForget(String id, MethodLoad load);

    /** Keeps the device's queue of cloud-to-device messages filled. {@return messages per second that the device completed} */
    double sendCloudMessages(String id, Duration time);

    /** Changes the desired property {@code sentAt} at fixed times, to {@link System#nanoTime()} as text. */
    void patchDesired(String id, Duration interval, int patches);

    /** {@return the version of the reported properties: one more for each patch} */
    int reportedVersion(String id);

    /** Cuts all connections and refuses new ones. */
    void stop();

    /** Serves connections again. */
    void startAgain();

    /** {@return the time from now until the device answers a call of the method, in nanoseconds} */
    long nanosUntilAnswered(String id, MethodLoad load, Duration atMost);

    /** Waits until the device is connected. */
    void awaitConnected(String id, Duration atMost);

    /**
     * Waits until all devices are connected, or for {@code atMost}. {@return when each of them was seen to be connected, in
     * nanoseconds from the call, in order}
     */
    List<Long> awaitEachConnected(List<String> ids, Duration atMost);

    /** {@return how many different telemetry messages of these devices the hub has received} */
    int differentMessages(List<String> ids);

    /** {@return how many devices are connected} */
    int connected(String idPrefix, int count);

    /** {@return the resource usage of the hub's JVM} */
    Usage usage();
}
