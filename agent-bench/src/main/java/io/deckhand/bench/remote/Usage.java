package io.deckhand.bench.remote;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a JVM takes of its machine.
 *
 * @param threads live threads
 * @param heapBytes the heap in use after a collection
 * @param residentBytes memory the operating system has given it, 0 where only Linux would tell
 * @param cpuNanos processor time since its start
 */
public record Usage(int threads, long heapBytes, long residentBytes, long cpuNanos) implements Serializable {
    private static final long KILO = 1024;

    /** {@return what this JVM takes now; collects garbage first} */
    public static Usage now() {
        long cpu = cpuNanosNow();
        System.gc();
        System.gc(); // what had to be finalized goes in the second
        return new Usage(
                ManagementFactory.getThreadMXBean().getThreadCount(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                residentNow(),
                cpu);
    }

    /** {@return processor time of this JVM since its start, and nothing else touched} */
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
