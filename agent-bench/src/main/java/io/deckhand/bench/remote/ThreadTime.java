package io.deckhand.bench.remote;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Processor time of this JVM to the nanosecond, the threads of the JVM itself included, where Linux tells it; what the JVM says of
 * itself comes in steps of 10 ms, of which an idle one takes two or three in ten seconds.
 */
public final class ThreadTime {
    private static final Path THREADS = Path.of("/proc/self/task");

    private static final Path OWN = Path.of("/proc/self/schedstat");

    private final Map<Path, Long> known = new HashMap<>();
    private long sum;

    /** {@return processor time used so far; of a thread that has ended, what it had used when this was asked last} */
    public synchronized long nanos() {
        if (!Files.exists(OWN)) {
            return Usage.cpuNanosNow();
        }
        Map<Path, Long> now = new HashMap<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            threads.forEach(thread -> read(thread, now));
        } catch (IOException e) {
            return Usage.cpuNanosNow();
        }
        now.forEach((thread, nanos) -> sum += nanos - known.getOrDefault(thread, 0L));
        known.clear();
        known.putAll(now);
        return sum;
    }

    private static void read(Path thread, Map<Path, Long> into) {
        try {
            String[] times =
                    Files.readString(thread.resolve("schedstat")).trim().split(" ");
            into.put(thread, Long.parseLong(times[0]));
        } catch (IOException ended) {
            // It had nothing more to do.
        }
    }
}
