package io.deckhand.bench.result;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Where and when figures were taken, without which they say little. */
public record Circumstances(String machine, String at, double load, boolean quick) {

    /** {@return what holds now; {@code load} is how many threads wanted a processor during the last minute, -1 if unknown} */
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
