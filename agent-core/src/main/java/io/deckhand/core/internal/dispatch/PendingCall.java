package io.deckhand.core.internal.dispatch;

import io.deckhand.Deadline;
import io.deckhand.DeviceAgent;
import io.deckhand.core.internal.handler.Handler;
import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.handler.Invocation;
import io.deckhand.core.internal.handler.Results;
import io.deckhand.core.internal.link.HubEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One direct-method call, from arrival to answer. Several want to answer it: its handler, its deadline, the closing agent. The
 * first does; the others are told that they came too late.
 */
final class PendingCall {
    private static final CompletableFuture<Void> OVER = CompletableFuture.completedFuture(null);

    private final HubEvent.MethodCall call;
    private final Handlers.Method method;
    private final Replies replies;
    private final Deadline deadline;

    private boolean answered;
    private @Nullable Thread running;
    private @Nullable CompletionStage<?> stage;
    private @Nullable Future<?> expiry;

    /** Where answers go. */
    interface Replies {
        Responder responder();

        /** The call has its answer, and is pending no more. */
        void answered(PendingCall call, Reply reply);

        /** A handler was done after its call had been answered for it. */
        void tooLate(PendingCall call);
    }

    PendingCall(HubEvent.MethodCall call, Handlers.Method method, Replies replies) {
        this.call = call;
        this.method = method;
        this.replies = replies;
        this.deadline = Deadline.in(method.limits().timeout());
    }

    HubEvent.MethodCall call() {
        return call;
    }

    Handlers.Method method() {
        return method;
    }

    synchronized void expireWith(Future<?> scheduled) {
        expiry = scheduled;
        if (answered) {
            scheduled.cancel(false);
        }
    }

    /**
     * Calls the handler, unless the call was answered while it waited.
     *
     * @param pool where the result of a stage becomes an answer: whoever completes the stage has other things to do
     * @return completes when the handler is done, which one that answers by a stage is not when it returns
     */
    CompletableFuture<Void> run(Handler handler, DeviceAgent agent, Executor pool) {
        if (!begin()) {
            return OVER;
        }
        Object result;
        try {
            result = handler.invoke(new Invocation.OfMethod(agent, call.request(), deadline));
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
        later.whenComplete((result, failure) -> pool.execute(() -> {
            finish(result, failure == null ? null : Results.failure(failure));
            over.complete(null);
        }));
        return over;
    }

    private void finish(@Nullable Object result, @Nullable Exception failure) {
        if (isAnswered() || !answer(reply(result, failure))) {
            replies.tooLate(this);
        }
    }

    private Reply reply(@Nullable Object result, @Nullable Exception failure) {
        return failure == null
                ? replies.responder().toResult(method.name(), Results.plain(result))
                : replies.responder().toFailure(method.name(), failure);
    }

    /** Answers the call in its handler's place and interrupts the handler if it runs; false if it was answered already. */
    boolean answerInstead(Reply reply) {
        boolean first = answer(reply);
        if (first) {
            interrupt();
        }
        return first;
    }

    private boolean answer(Reply reply) {
        synchronized (this) {
            if (answered) {
                return false;
            }
            answered = true;
            if (expiry != null) {
                expiry.cancel(false);
            }
        }
        replies.answered(this, reply);
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
