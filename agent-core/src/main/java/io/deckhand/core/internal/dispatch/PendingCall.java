package io.deckhand.core.internal.dispatch;

import io.deckhand.DeviceAgent;
import io.deckhand.core.internal.handler.Handler;
import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.handler.Invocation;
import io.deckhand.core.internal.link.HubEvent;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One direct-method call, from arrival to answer. Several want to answer it: its handler, its deadline, the closing agent. The
 * first does; the others are told that they came too late.
 */
final class PendingCall {
    private final HubEvent.MethodCall call;
    private final Handlers.Method method;
    private final Replies replies;

    private boolean answered;
    private @Nullable Thread running;
    private @Nullable Future<?> deadline;

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
    }

    HubEvent.MethodCall call() {
        return call;
    }

    Handlers.Method method() {
        return method;
    }

    synchronized void expireWith(Future<?> scheduled) {
        deadline = scheduled;
        if (answered) {
            scheduled.cancel(false);
        }
    }

    /** Calls the handler, unless the call was answered while it waited. */
    void run(Handler handler, DeviceAgent agent) {
        if (!begin()) {
            return;
        }
        Reply reply;
        try {
            reply = replies.responder()
                    .toResult(method.name(), handler.invoke(new Invocation.OfMethod(agent, call.request())));
        } catch (Exception thrown) {
            reply = isAnswered() ? null : replies.responder().toFailure(method.name(), thrown);
        } finally {
            end();
        }
        if (reply == null || !answer(reply)) {
            replies.tooLate(this);
        }
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
            if (deadline != null) {
                deadline.cancel(false);
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

    private synchronized void interrupt() {
        // A handler that closes the agent answers its own call this way; it must live to finish closing.
        if (running != null && running != Thread.currentThread()) {
            running.interrupt();
        }
    }

    /** From here on an interrupt would hit what the thread does next, so the last one is wiped. */
    private synchronized void end() {
        running = null;
        Thread.interrupted();
    }
}
