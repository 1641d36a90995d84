package io.deckhand.bench.remote;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The resource usage of a JVM.
 *
 * @param threads live threads
 * @param heapBytes the heap in use after a collection
 * @param residentBytes resident memory; 0 except on Linux
 * @param cpuNanos processor time since its start
 */
public record Usage(int threads, long heapBytes, long residentBytes, long cpuNanos) implements Serializable {
    private static final long KILO = 1024;

    /** {@return the usage of this JVM now; collects garbage first} */
    public static Usage now() {
        long cpu = cpuNanosNow();
        System.gc();
        System.gc(); // finalized objects are freed in the second collection
        return new Usage(
                ManagementFactory.getThreadMXBean().getThreadCount(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                residentNow(),
                cpu);
    }

    /** {@return processor time of this JVM since its start; does nothing else} */
    public static long cpuNanosNow() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static long residentNow() {
        Path status = Path.of("/proc/self/status");
        try {
            return Files.exists(status)
                    ? Files.readAllLines(status).stream()
                            .filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KILO)
                            .findFirst()
                            .orElse(0)
                    : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
