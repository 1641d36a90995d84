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
 * Has the SDK send over AMQP at once what it would look for when its timer fires, a millisecond or two later. Of Proton nothing but
 * {@link Reactor#wakeup()} may be called from any thread; what is sent is sent on the reactor's own thread, by the SDK itself,
 * which is told that its timer fired. Its timer goes on beside this: whatever goes wrong here goes out then.
 */
final class ReactorBell extends BaseHandler {
    private static final Logger log = LoggerFactory.getLogger(ReactorBell.class);

    private static final long IDLE_SECONDS = 2;

    /**
     * Wakes reactors, for all links; ends when there is nothing to wake. A thread that is interrupted while it does so closes the pipe
     * by which a reactor is woken, and the reactor spins from then on: no thread of the application's and none that runs its
     * handlers may do it.
     */
    private static final ExecutorService RINGER =
            new ThreadPoolExecutor(0, 1, IDLE_SECONDS, SECONDS, new LinkedBlockingQueue<>(), task -> {
                Thread thread = new Thread(task, "deckhand-amqp-bell");
                thread.setDaemon(true);
                return thread;
            });

    private final BaseHandler connection;
    private final AtomicBoolean rung = new AtomicBoolean();
    private volatile @Nullable Reactor reactor;

    /** The reactor as the SDK sees it meanwhile: it sets its next timer each time that one fired, and they would multiply. */
    private @Nullable Reactor withoutTimers;

    private ReactorBell(BaseHandler connection) {
        this.connection = connection;
    }

    /** {@return a bell at the SDK's connection, which sends when it hears of its timer} */
    static ReactorBell at(BaseHandler connection) {
        ReactorBell bell = new ReactorBell(connection);
        connection.add(bell);
        return bell;
    }

    /** What was handed to the connection before goes out now. From any thread; before the reactor runs it does nothing. */
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
        withoutTimers = replacing(Reactor.class, event.getReactor(), "schedule", null);
    }

    /** On the reactor's thread, before it waits again, and so always after it was woken. */
    @Override
    public void onReactorQuiesced(Event event) {
        if (rung.compareAndSet(true, false)) {
            connection.onTimerTask(replacing(Event.class, event, "getReactor", withoutTimers));
        }
    }

    @Override
    public void onReactorFinal(Event event) {
        reactor = null;
    }

    /** {@return what does all that the original does, but for one method, which does nothing and returns this} */
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
