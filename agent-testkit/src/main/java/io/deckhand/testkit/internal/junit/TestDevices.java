package io.deckhand.testkit.internal.junit;

import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;

/** The device identities of one test, and the check for their leftovers. */
@SuppressWarnings("deprecation") // JUnit closes a CloseableResource before 5.13, and an AutoCloseable from then on
public final class TestDevices implements CloseableResource, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15); // on a machine that runs many tests at once
    private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();
    private static final int MAX_NAME = 100;
    /** Unique in the JVM, because threads of all tests share it; of equal length, so that no id is part of another. */
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final LocalHub hub;
    private final String test;
    private final List<HubDevice> devices = new ArrayList<>();

    public TestDevices(LocalHub hub, String test) {
        this.hub = hub;
        this.test = test;
    }

    /** {@return the device at a position, created on first use} */
    public synchronized HubDevice get(int position) {
        while (devices.size() <= position) {
            devices.add(hub.createDevice(newId()));
        }
        return devices.get(position);
    }

    /** Throws an {@link AssertionError} when leftovers of the devices exist for too long. */
    @Override
    public synchronized void close() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<Leak> leaks = Leak.of(devices);
        while (!leaks.isEmpty() && System.nanoTime() < deadline && !Thread.interrupted()) {
            LockSupport.parkNanos(POLL_NANOS);
            leaks = Leak.of(devices);
        }
        if (!leaks.isEmpty()) {
            throw new AssertionError(Leak.describe(test, PATIENCE, leaks));
        }
    }

    private String newId() {
        String name = test.replaceAll("[^A-Za-z0-9]", "_");
        String start = name.substring(0, Math.min(name.length(), MAX_NAME));
        return String.format(Locale.ROOT, "%s-%06d", start, NUMBER.incrementAndGet());
    }
}
