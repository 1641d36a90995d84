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
 * One direct-method call: the task that runs its handler. Its handler, its deadline and the closing agent compete to answer it; the
 * first wins.
 */
final class PendingCall implements Lane.Lasting {
    private static final CompletableFuture<Void> OVER = CompletableFuture.completedFuture(null);

    /** Takes the one answer of each call. */
    interface Answers {
        /** {@code afterwards} is the handler's action to run after the hub has acknowledged the answer. */
        void take(PendingCall call, MethodAnswer answer, @Nullable Runnable afterwards);
    }

    /**
     * The context that all calls of one agent share.
     *
     * @param agent the agent passed to handlers
     * @param pool turns the result of a handler's stage into an answer, so that the thread that completes the stage
     *     need not
     * @param answers called once for each call: not a future of each, which would double what a call allocates here
     * @param tooLate called when a handler finishes after its call has been answered
     */
    record Context(
            DeviceAgent agent, Responder responder, Executor pool, Answers answers, Consumer<PendingCall> tooLate) {}

    private final HubEvent.MethodCall call;
    private final MethodLane taken;
    private final long endNanos;

    /** The neighbours in the list of pending calls; changed by {@link PendingCalls} only. */
    @Nullable
    PendingCall before;

    @Nullable
    PendingCall after;

    private boolean foundExpired;
    private boolean answered;
    private @Nullable Thread running;
    private @Nullable CompletionStage<?> stage; // what a handler returned that goes on
    private CompletableFuture<Void> over = OVER;

    PendingCall(HubEvent.MethodCall call, MethodLane taken) {
        this.call = call;
        this.taken = taken;
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

    private Context context() {
        return taken.context();
    }

    /** {@return the deadline of the call, by {@link System#nanoTime()}} */
    long endNanos() {
        return endNanos;
    }

    /** {@return how long ago the call arrived} */
    long nanos() {
        long arrived = endNanos - method().limits().timeout().toNanos();
        return System.nanoTime() - arrived;
    }

    /** For the timer's thread. {@return whether this is the first time that the call was found expired} */
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
            result = method().handler().invoke(new Invocation.OfMethod(context().agent(), call.request(), endNanos));
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
            finish(result, null); // still interruptible: serializing the result may hang as well
        } finally {
            end();
        }
    }

    /** If a handler returns a stage, the call is not over when the handler returns. */
    @Override
    public CompletableFuture<Void> over() {
        return over;
    }

    private void await(CompletionStage<?> later) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        boolean tooLate;
        synchronized (this) {
            stage = later;
            over = ended;
            tooLate = answered;
        }
        if (tooLate) {
            cancel(later);
        }
        try {
            later.whenComplete((result, failure) -> context().pool().execute(() -> {
                try {
                    finish(result, failure == null ? null : Results.failure(failure));
                } finally {
                    ended.complete(null);
                }
            }));
        } catch (RuntimeException | Error e) { // an application's own implementation of a stage
            finish(null, Results.failure(e));
            ended.complete(null);
        }
    }

    private void finish(@Nullable Object result, @Nullable Exception failure) {
        Object plain = Results.plain(result);
        if (isAnswered() || !answer(answerTo(plain, failure), afterwards(plain))) {
            context().tooLate().accept(this);
        }
    }

    private MethodAnswer answerTo(@Nullable Object result, @Nullable Exception failure) {
        return failure == null
                ? context().responder().toResult(method().name(), result)
                : context().responder().toFailure(method().name(), failure);
    }

    private static @Nullable Runnable afterwards(@Nullable Object result) {
        return result instanceof MethodResponse response ? response.afterwards().orElse(null) : null;
    }

    /**
     * Answers the call in place of its handler, and interrupts a running handler. {@return false if the call was
     * already answered}
     */
    boolean answerInstead(MethodAnswer answer) {
        boolean first = answer(answer, null);
        if (first) {
            interrupt();
        }
        return first;
    }

    private boolean answer(MethodAnswer answer, @Nullable Runnable afterwards) {
        synchronized (this) {
            if (answered) {
                return false;
            }
            answered = true;
        }
        context().answers().take(this, answer, afterwards);
        return true;
    }

    private synchronized boolean isAnswered() {
        return answered;
    }

    private synchronized boolean begin() {
        if (!answered) {
            running = Thread.currentThread();
        }
        return !answered;
    }

    private void interrupt() {
        CompletionStage<?> later;
        synchronized (this) {
            // A handler that closes the agent answers its own call this way, and must not be interrupted before it has
            // finished closing.
            if (running != null && running != Thread.currentThread()) {
                running.interrupt();
            }
            later = stage;
        }
        if (later != null) {
            cancel(later);
        }
    }

    private static void cancel(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().cancel(true);
        } catch (UnsupportedOperationException e) {
            // The stage cannot be cancelled.
        }
    }

    /** From now on an interrupt would affect the thread's next task, so a pending one is cleared. */
    private synchronized void end() {
        running = null;
        Thread.interrupted();
    }
}
