package io.deckhand.bench.hub;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deckhand.bench.remote.Usage;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The hub's JVM. */
public final class HubProgram implements HubCalls {
    /** The hub's limit is 50 waiting messages per device. */
    private static final int FULL_QUEUE = 50;

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long WATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ObjectMapper json = new ObjectMapper();
    private @Nullable LocalHub hub;

    @Override
    public HubPlace start() {
        return start(LocalHub.builder());
    }

    @Override
    public HubPlace startIn(String directory) {
        return start(LocalHub.builder().dataDirectory(Path.of(directory)));
    }

    private HubPlace start(LocalHub.Builder builder) {
        long start = System.nanoTime();
        LocalHub started = builder.start();
        long took = System.nanoTime() - start;
        hub = started;
        return new HubPlace(
                started.hostName(),
                started.ports().mqtt(),
                started.ports().amqp(),
                started.caCertificate().toString(),
                took);
    }

    private LocalHub hub() {
        return requireNonNull(hub, "start() comes first");
    }

    @Override
    public String createDevice(String id) {
        return hub().createDevice(id).connectionString();
    }

    private MethodCaller caller(String id, MethodLoad load) {
        return new MethodCaller(hub().device(id), load);
    }

    @Override
    public Histogram callOneByOne(String id, MethodLoad load, Duration time) {
        return caller(id, load).oneByOne(time);
    }

    @Override
    public Histogram callAtRate(String id, MethodLoad load, Duration interval, int calls) {
        return caller(id, load).atRate(interval, calls);
    }

    @Override
    public double callInParallel(String id, MethodLoad load, int underWay, Duration time) {
        try {
            return caller(id, load).inParallel(underWay, time);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void callAndForget(String id, MethodLoad load) {
        caller(id, load).call();
    }

    @Override
    public double sendCloudMessages(String id, Duration time) {
        var device = hub().device(id);
        CloudToDeviceMessage message = CloudToDeviceMessage.of("{\"valve\":7}").property("kind", "bench");
        long start = System.nanoTime();
        long end = start + time.toNanos();
        int sent = 0;
        while (System.nanoTime() < end) {
            if (device.pendingCloudToDevice() < FULL_QUEUE) {
                device.sendCloudToDevice(message);
                sent++;
            } else {
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
        }
        while (device.pendingCloudToDevice() > 0) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        return sent / ((System.nanoTime() - start) / 1e9);
    }

    @Override
    public void patchDesired(String id, Duration interval, int patches) {
        var device = hub().device(id);
        long due = System.nanoTime();
        for (int i = 0; i < patches; i++) {
            MethodCaller.sleepUntil(due);
            device.patchDesired("{\"sentAt\":\"" + System.nanoTime() + "\"}");
            due += interval.toNanos();
        }
    }

    @Override
    public int reportedVersion(String id) {
        try {
            return json.readTree(hub().device(id).reported()).path("$version").asInt();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {
        hub().stop();
    }

    @Override
    public void startAgain() {
        hub().startAgain();
    }

    @Override
    public long nanosUntilAnswered(String id, MethodLoad load, Duration atMost) {
        return caller(id, load).nanosUntilAnswered(atMost);
    }

    @Override
    public void awaitConnected(String id, Duration atMost) {
        hub().device(id).awaitConnected(atMost);
    }

    @Override
    public List<Long> awaitEachConnected(List<String> ids, Duration atMost) {
        long start = System.nanoTime();
        List<HubDevice> away = new ArrayList<>();
        ids.forEach(id -> away.add(hub().device(id)));
        List<Long> connects = new ArrayList<>();
        while (!away.isEmpty() && System.nanoTime() - start < atMost.toNanos()) {
            away.removeIf(device -> device.isConnected() && connects.add(System.nanoTime() - start));
            LockSupport.parkNanos(WATCH_NANOS);
        }
        return connects;
    }

    @Override
    public int differentMessages(List<String> ids) {
        if (hub().droppedTelemetry() > 0) {
            throw new IllegalStateException("The hub no longer has the first messages");
        }
        Set<String> devices = Set.copyOf(ids);
        return (int) hub().telemetry().stream()
                .filter(message -> devices.contains(message.deviceId()))
                .map(message -> message.systemProperties().get("messageId"))
                .distinct()
                .count();
    }

    @Override
    public int connected(String idPrefix, int count) {
        return (int) IntStream.range(0, count)
                .filter(i -> hub().device(idPrefix + i).isConnected())
                .count();
    }

    @Override
    public Usage usage() {
        return Usage.now();
    }
}
