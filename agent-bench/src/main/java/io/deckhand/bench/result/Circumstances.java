package io.deckhand.bench.result;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Where and when figures were measured, which is needed to interpret them. */
public record Circumstances(String machine, String at, double load, boolean quick) {

    /** {@return the current circumstances; {@code load} is the load average of the last minute, -1 if unknown} */
    public static Circumstances now(boolean quick) {
        String machine = System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, Java "
                + System.getProperty("java.runtime.version");
        return new Circumstances(
                machine,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                quick);
    }
}
