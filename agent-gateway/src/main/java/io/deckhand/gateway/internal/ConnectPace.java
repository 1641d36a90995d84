package io.deckhand.gateway.internal;

import io.deckhand.core.internal.connect.Admission;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Staggers connection attempts, so that a gateway does not overload a hub when it starts or when the hub becomes
 * available again: limits the attempts per second, at irregular intervals, and the attempts under way.
 */
public final class ConnectPace implements Admission {
    /**
     * How much longer than necessary the interval between two attempts may be, so that gateways that start together
     * drift apart.
     */
    private static final double JITTER = 0.2;

    /** Runs a task after a delay in nanoseconds. */
    @FunctionalInterface
    public interface Later {
        void run(Runnable task, long nanos);
    }

    private final long interval;
    private final int atOnce;
    private final Later later;
    private final LongSupplier nanoTime;
    private final DoubleSupplier random;

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private long next;
    private int underWay;
    private boolean planned;

    public ConnectPace(int perSecond, int atOnce, Later later) {
        this(perSecond, atOnce, later, System::nanoTime, Math::random);
    }

    /** {@code random} returns numbers from 0 to 1. */
    ConnectPace(int perSecond, int atOnce, Later later, LongSupplier nanoTime, DoubleSupplier random) {
        this.interval = 1_000_000_000L / perSecond;
        this.atOnce = atOnce;
        this.later = later;
        this.nanoTime = nanoTime;
        this.random = random;
        this.next = nanoTime.getAsLong();
    }

    @Override
    public synchronized void request(Runnable begin) {
        waiting.add(begin);
        admit();
    }

    @Override
    public synchronized void over() {
        underWay--;
        admit();
    }

    private synchronized void due() {
        planned = false;
        admit();
    }

    private void admit() {
        while (!waiting.isEmpty() && underWay < atOnce && !planned) {
            long now = nanoTime.getAsLong();
            if (next - now > 0) {
                planned = true;
                later.run(this::due, next - now);
                return;
            }
            next = now + (long) (interval * (1 + JITTER * random.getAsDouble()));
            underWay++;
            waiting.remove().run(); // begin does not block
        }
    }

    /** {@return how many attempts are waiting for their turn} */
    public synchronized int waiting() {
        return waiting.size();
    }
}
