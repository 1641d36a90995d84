package io.deckhand.core.internal.link.sdk;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.qpid.proton.engine.BaseHandler;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.reactor.Reactor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the SDK send over AMQP immediately, instead of when its timer fires, and lets the reactor wait until something
 * happens: the SDK lets it look for events 100 times a second.
 * {@link Reactor#wakeup()} is the only method of Proton that any thread may call. The SDK itself sends, on the
 * reactor's thread, when it receives a simulated timer event. Its real timer continues, so if this class fails, the
 * messages go out then.
 */
final class ReactorBell extends BaseHandler {
    private static final Logger log = LoggerFactory.getLogger(ReactorBell.class);

    private static final long IDLE_SECONDS = 2;

    /** The reactor's longest wait in milliseconds. Timers, sockets and the bell end it earlier. */
    private static final long LONGEST_WAIT = 1_000;

    /**
     * The thread that wakes the reactors of all links; it ends when idle. If a thread is interrupted while it wakes a
     * reactor, the pipe used for waking is closed and the reactor spins from then on. So no application thread and no
     * handler thread may wake one.
     */
    private static final ExecutorService RINGER =
            new ThreadPoolExecutor(0, 1, IDLE_SECONDS, SECONDS, new LinkedBlockingQueue<>(), task -> {
                Thread thread = new Thread(task, "deckhand-amqp-bell");
                thread.setDaemon(true);
                return thread;
            });

    private final BaseHandler connection;
    private final Runnable first;
    private final AtomicBoolean rung = new AtomicBoolean();
    private volatile @Nullable Reactor reactor;

    /**
     * The reactor passed to the SDK in a simulated timer event. It ignores new timers: the SDK sets a timer whenever
     * one fires, so they would multiply.
     */
    private @Nullable Reactor withoutTimers;

    private ReactorBell(BaseHandler connection, Runnable first) {
        this.connection = connection;
        this.first = first;
    }

    /**
     * {@return a bell for an SDK connection that sends on each timer event; {@code first} runs before it sends, on the
     * reactor's thread}
     */
    static ReactorBell at(BaseHandler connection, Runnable first) {
        ReactorBell bell = new ReactorBell(connection, first);
        connection.add(bell);
        return bell;
    }

    /**
     * Sends everything that was passed to the connection before. May be called from any thread; does nothing before the
     * reactor runs.
     */
    void ring() {
        Reactor waiting = reactor;
        if (waiting != null && rung.compareAndSet(false, true)) {
            RINGER.execute(() -> wake(waiting));
        }
    }

    private static void wake(Reactor waiting) {
        try {
            waiting.wakeup();
        } catch (RuntimeException gone) {
            log.debug("An AMQP reactor could not be woken; its timer remains", gone);
        }
    }

    @Override
    public void onReactorInit(Event event) {
        reactor = event.getReactor();
        event.getReactor().setTimeout(LONGEST_WAIT);
        withoutTimers = replacing(Reactor.class, event.getReactor(), "schedule", null);
    }

    /** Called on the reactor's thread before it waits again, and so always after it was woken. */
    @Override
    public void onReactorQuiesced(Event event) {
        if (rung.compareAndSet(true, false)) {
            first.run();
            connection.onTimerTask(replacing(Event.class, event, "getReactor", withoutTimers));
        }
    }

    @Override
    public void onReactorFinal(Event event) {
        reactor = null;
    }

    /** {@return a proxy for the original, except that one method does nothing and returns the given value} */
    private static <T> T replacing(Class<T> type, T original, String method, @Nullable Object result) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, called, arguments) -> {
                    if (called.getName().equals(method)) {
                        return result;
                    }
                    try {
                        return called.invoke(original, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                }));
    }
}
