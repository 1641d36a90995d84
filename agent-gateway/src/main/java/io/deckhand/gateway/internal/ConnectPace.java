package io.deckhand.gateway.internal;

import io.deckhand.core.internal.connect.Admission;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Lets attempts to connect begin one after the other, so that a gateway that starts, or whose hub comes back, is no storm: never more in a
 * second than allowed, at irregular moments, and never more at a time.
 */
public final class ConnectPace implements Admission {
    /** How much longer than necessary the time between two attempts may be: gateways that start together drift apart. */
    private static final double JITTER = 0.2;

    /** Calls back after so many nanoseconds. */
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

    /** {@code random} is 0 to 1. */
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
            waiting.remove().run(); // it only hands over
        }
    }

    /** {@return how many attempts wait for their turn} */
    public synchronized int waiting() {
        return waiting.size();
    }
}
