package io.deckhand.bench.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Processor time of another JVM, of its compilers or of all other threads, read from outside so that reading costs that JVM
 * nothing. A JVM's own figure has a resolution of ten milliseconds, which an idle device takes in five seconds or more.
 *
 * @param nanos by thread; except on Linux, the total only
 */
public record ProcessorTime(Map<String, Long> nanos) {
    /**
     * Part of the names of compiler threads: compiling continues for minutes after a start and does not belong to
     * idling.
     */
    private static final String COMPILER = "Compiler";

    public ProcessorTime {
        nanos = Map.copyOf(nanos);
    }

    /** {@return of all threads but the compilers} */
    static ProcessorTime of(ProcessHandle process) {
        try {
            return ofThreads(process, name -> !name.contains(COMPILER));
        } catch (IOException e) {
            return new ProcessorTime(Map.of(
                    "all",
                    process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos()));
        }
    }

    /** {@return of the compilers; nothing except on Linux} */
    static ProcessorTime ofCompilers(ProcessHandle process) {
        try {
            return ofThreads(process, name -> name.contains(COMPILER));
        } catch (IOException e) {
            return new ProcessorTime(Map.of());
        }
    }

    private static ProcessorTime ofThreads(ProcessHandle process, Predicate<String> which) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            List<Path> each = threads.toList();
            Map<String, Long> nanos = new HashMap<>();
            for (Path thread : each) {
                if (which.test(Files.readString(thread.resolve("comm")))) {
                    nanos.put(thread.toString(), nanosOf(thread.resolve("schedstat")));
                }
            }
            return new ProcessorTime(nanos);
        }
    }

    /** Reads the first of three numbers: nanoseconds on a processor. */
    private static long nanosOf(Path schedstat) throws IOException {
        String text = Files.readString(schedstat);
        return Long.parseLong(text.substring(0, text.indexOf(' ')));
    }

    /** {@return the time since an earlier measurement, without threads that have ended meanwhile} */
    public long nanosSince(ProcessorTime earlier) {
        return nanos.entrySet().stream()
                .mapToLong(thread -> thread.getValue() - earlier.nanos.getOrDefault(thread.getKey(), 0L))
                .sum();
    }
}
