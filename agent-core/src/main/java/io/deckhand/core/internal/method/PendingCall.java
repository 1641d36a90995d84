package io.deckhand.core.internal.method;

import io.deckhand.DeviceAgent;
import io.deckhand.MethodResponse;
import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.handler.Invocation;
import io.deckhand.core.internal.handler.Results;
import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.link.MethodAnswer;
import io.deckhand.core.internal.threads.Lane;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One direct-method call: the task that runs its handler, and the future of its reply. Its handler, its deadline and the closing
 * agent compete to complete it; the first wins.
 */
final class PendingCall extends CompletableFuture<PendingCall.Reply> implements Lane.Lasting {
    private static final CompletableFuture<Void> OVER = CompletableFuture.completedFuture(null);

    /** The answer for the caller, and what the handler wants done after the hub has acknowledged it. */
    record Reply(MethodAnswer answer, @Nullable Runnable afterwards) {}

    /**
     * What all calls of one agent share.
     *
     * @param agent what handlers are given
     * @param pool where the result of a stage becomes an answer: the thread that completes the stage has other work
     * @param tooLate is told of a handler that was done after its call had been answered
     */
    record Context(DeviceAgent agent, Responder responder, Executor pool, Consumer<PendingCall> tooLate) {}

    private final HubEvent.MethodCall call;
    private final MethodLane taken;
    private final Context context;
    private final long endNanos;

    /** Its neighbours among the pending calls, which are theirs to change. */
    @Nullable
    PendingCall before;

    @Nullable
    PendingCall after;

    private boolean foundExpired;
    private @Nullable Thread running;
    private @Nullable CompletionStage<?> stage;
    private volatile CompletableFuture<Void> over = OVER;

    PendingCall(HubEvent.MethodCall call, MethodLane taken, Context context) {
        this.call = call;
        this.taken = taken;
        this.context = context;
        this.endNanos = System.nanoTime() + method().limits().timeout().toNanos();
    }

    HubEvent.MethodCall call() {
        return call;
    }

    Handlers.Method method() {
        return taken.method();
    }

    Lane lane() {
        return taken.lane();
    }

    /** {@return when its time is up, by {@link System#nanoTime()}} */
    long endNanos() {
        return endNanos;
    }

    /** {@return how long ago the call arrived} */
    long millis() {
        long arrived = endNanos - method().limits().timeout().toNanos();
        return (System.nanoTime() - arrived) / 1_000_000;
    }

    /** For the timer's thread. {@return whether it is the first to find that the time is up} */
    boolean findExpired() {
        boolean first = !foundExpired;
        foundExpired = true;
        return first;
    }

    /** Calls the handler, unless the call was answered while it waited. */
    @Override
    public void run() {
        if (!begin()) {
            return;
        }
        Object result;
        try {
            result = method().handler().invoke(new Invocation.OfMethod(context.agent(), call.request(), endNanos));
        } catch (Exception thrown) {
            end();
            finish(null, thrown);
            return;
        }
        if (result instanceof CompletionStage<?> later) {
            end();
            await(later);
            return;
        }
        try {
            finish(result, null); // still under the interrupt: what makes JSON of the result may hang as well
        } finally {
            end();
        }
    }

    /** A handler that answers by a stage is not over when it returns. */
    @Override
    public CompletableFuture<Void> over() {
        return over;
    }

    private void await(CompletionStage<?> later) {
        boolean tooLate;
        synchronized (this) {
            stage = later;
            tooLate = isDone();
        }
        if (tooLate) {
            cancel(later);
        }
        CompletableFuture<Void> ended = new CompletableFuture<>();
        over = ended;
        try {
            later.whenComplete((result, failure) -> context.pool().execute(() -> {
                try {
                    finish(result, failure == null ? null : Results.failure(failure));
                } finally {
                    ended.complete(null);
                }
            }));
        } catch (RuntimeException | Error e) { // a stage of the application's own making
            finish(null, Results.failure(e));
            ended.complete(null);
        }
    }

    private void finish(@Nullable Object result, @Nullable Exception failure) {
        Object plain = Results.plain(result);
        if (isDone() || !complete(new Reply(answerTo(plain, failure), afterwards(plain)))) {
            context.tooLate().accept(this);
        }
    }

    private MethodAnswer answerTo(@Nullable Object result, @Nullable Exception failure) {
        return failure == null
                ? context.responder().toResult(method().name(), result)
                : context.responder().toFailure(method().name(), failure);
    }

    private static @Nullable Runnable afterwards(@Nullable Object result) {
        return result instanceof MethodResponse response ? response.afterwards().orElse(null) : null;
    }

    /** Answers the call in its handler's place and interrupts the handler if it runs; false if it was answered already. */
    boolean answerInstead(MethodAnswer answer) {
        boolean first = complete(new Reply(answer, null));
        if (first) {
            interrupt();
        }
        return first;
    }

    private synchronized boolean begin() {
        boolean open = !isDone();
        if (open) {
            running = Thread.currentThread();
        }
        return open;
    }

    private void interrupt() {
        CompletionStage<?> awaited;
        synchronized (this) {
            // A handler that closes the agent answers its own call this way; it must live to finish closing.
            if (running != null && running != Thread.currentThread()) {
                running.interrupt();
            }
            awaited = stage;
        }
        if (awaited != null) {
            cancel(awaited);
        }
    }

    private static void cancel(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().cancel(true);
        } catch (UnsupportedOperationException e) {
            // Then it ends when it ends.
        }
    }

    /** From here on an interrupt would hit what the thread does next, so the last one is wiped. */
    private synchronized void end() {
        running = null;
        Thread.interrupted();
    }
}
