package io.deckhand.bench.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Processor time of another JVM, its compilers' left out, asked from outside so that asking costs it none. A JVM's own figure is in steps of ten
 * milliseconds, as much as an idle device takes in five seconds or more.
 *
 * @param nanos by thread; where there is no Linux to tell, all of them as one
 */
public record ProcessorTime(Map<String, Long> nanos) {
    /** In the names of the threads that compile code, which goes on for minutes after a start and is no part of idling. */
    private static final String COMPILER = "Compiler";

    public ProcessorTime {
        nanos = Map.copyOf(nanos);
    }

    static ProcessorTime of(ProcessHandle process) {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            List<Path> each = threads.toList();
            Map<String, Long> nanos = new HashMap<>();
            for (Path thread : each) {
                if (!Files.readString(thread.resolve("comm")).contains(COMPILER)) {
                    nanos.put(thread.toString(), nanosOf(thread.resolve("schedstat")));
                }
            }
            return new ProcessorTime(nanos);
        } catch (IOException e) {
            return new ProcessorTime(Map.of(
                    "all",
                    process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos()));
        }
    }

    /** The first of three numbers: nanoseconds on a processor. */
    private static long nanosOf(Path schedstat) throws IOException {
        String text = Files.readString(schedstat);
        return Long.parseLong(text.substring(0, text.indexOf(' ')));
    }

    /** {@return the time since an earlier moment; what a thread took that has ended by now is not in it} */
    public long nanosSince(ProcessorTime earlier) {
        return nanos.entrySet().stream()
                .mapToLong(thread -> thread.getValue() - earlier.nanos.getOrDefault(thread.getKey(), 0L))
                .sum();
    }
}
