package io.deckhand.core.internal.method;

import io.deckhand.DeviceAgent;
import io.deckhand.MethodResponse;
import io.deckhand.core.internal.handler.Handler;
import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.handler.Invocation;
import io.deckhand.core.internal.handler.Results;
import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.link.MethodAnswer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One direct-method call, from arrival to answer. Several want to answer it: its handler, its deadline, the closing agent. The
 * first does; the others are told that they came too late.
 */
final class PendingCall implements Runnable {
    private static final CompletableFuture<Void> OVER = CompletableFuture.completedFuture(null);

    private final HubEvent.MethodCall call;
    private final MethodLane lane;
    private final long endNanos;

    /** Its neighbours among the pending calls, which are theirs to change. */
    @Nullable
    PendingCall before;

    @Nullable
    PendingCall after;

    private boolean foundExpired;
    private boolean answered;
    private @Nullable Thread running;
    private @Nullable CompletionStage<?> stage;

    /** What becomes of calls. */
    interface Course {
        /** Runs a call, and says when it is over, which for a handler that answers by a stage is later. */
        CompletableFuture<Void> run(PendingCall call);

        Responder responder();

        /** The call has its answer, and is pending no more; {@code afterwards} is what its handler wants done then. */
        void answered(PendingCall call, MethodAnswer answer, @Nullable Runnable afterwards);

        /** A handler was done after its call had been answered for it. */
        void tooLate(PendingCall call);
    }

    PendingCall(HubEvent.MethodCall call, MethodLane lane) {
        this.call = call;
        this.lane = lane;
        this.endNanos = System.nanoTime() + method().limits().timeout().toNanos();
    }

    HubEvent.MethodCall call() {
        return call;
    }

    Handlers.Method method() {
        return lane.method();
    }

    MethodLane lane() {
        return lane;
    }

    /** {@return when its time is up, by {@link System#nanoTime()}} */
    long endNanos() {
        return endNanos;
    }

    /** For the timer's thread. {@return whether it is the first to find that the time is up} */
    boolean findExpired() {
        boolean first = !foundExpired;
        foundExpired = true;
        return first;
    }

    /** Has its lane begin with it. */
    @Override
    public void run() {
        lane.work(this);
    }

    /**
     * Calls the handler, unless the call was answered while it waited.
     *
     * @param pool where the result of a stage becomes an answer: whoever completes the stage has other things to do
     * @return completes when the handler is done, which one that answers by a stage is not when it returns
     */
    CompletableFuture<Void> call(Handler handler, DeviceAgent agent, Executor pool) {
        if (!begin()) {
            return OVER;
        }
        Object result;
        try {
            result = handler.invoke(new Invocation.OfMethod(agent, call.request(), endNanos));
        } catch (Exception thrown) {
            end();
            finish(null, thrown);
            return OVER;
        }
        if (result instanceof CompletionStage<?> later) {
            end();
            return await(later, pool);
        }
        try {
            finish(result, null); // still under the interrupt: what makes JSON of the result may hang as well
        } finally {
            end();
        }
        return OVER;
    }

    private CompletableFuture<Void> await(CompletionStage<?> later, Executor pool) {
        boolean tooLate;
        synchronized (this) {
            stage = later;
            tooLate = answered;
        }
        if (tooLate) {
            cancel(later);
        }
        CompletableFuture<Void> over = new CompletableFuture<>();
        try {
            later.whenComplete((result, failure) -> pool.execute(() -> {
                try {
                    finish(result, failure == null ? null : Results.failure(failure));
                } finally {
                    over.complete(null);
                }
            }));
        } catch (RuntimeException | Error e) { // a stage of the application's own making
            finish(null, Results.failure(e));
            over.complete(null);
        }
        return over;
    }

    private void finish(@Nullable Object result, @Nullable Exception failure) {
        Object plain = Results.plain(result);
        if (isAnswered() || !answer(answerTo(plain, failure), afterwards(plain))) {
            lane.course().tooLate(this);
        }
    }

    private MethodAnswer answerTo(@Nullable Object result, @Nullable Exception failure) {
        Responder responder = lane.course().responder();
        return failure == null
                ? responder.toResult(method().name(), result)
                : responder.toFailure(method().name(), failure);
    }

    private static @Nullable Runnable afterwards(@Nullable Object result) {
        return result instanceof MethodResponse response ? response.afterwards().orElse(null) : null;
    }

    /** Answers the call in its handler's place and interrupts the handler if it runs; false if it was answered already. */
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
        lane.course().answered(this, answer, afterwards);
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
