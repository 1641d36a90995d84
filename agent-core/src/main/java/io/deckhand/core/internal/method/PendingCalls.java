package io.deckhand.core.internal.method;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The unanswered calls, in order of arrival: a list linked through the calls themselves, so it needs no further
 * objects.
 */
final class PendingCalls {
    private @Nullable PendingCall first;
    private @Nullable PendingCall last;

    synchronized void add(PendingCall call) {
        call.before = last;
        if (last == null) {
            first = call;
        } else {
            last.after = call;
        }
        last = call;
    }

    /** Must be called once for each call. */
    synchronized void remove(PendingCall call) {
        if (call.before == null) {
            first = call.after;
        } else {
            call.before.after = call.after;
        }
        if (call.after == null) {
            last = call.before;
        } else {
            call.after.before = call.before;
        }
        call.before = null; // a call that a hanging handler retains must not retain all later calls
        call.after = null;
    }

    /** {@return the calls that are pending now} */
    synchronized List<PendingCall> list() {
        List<PendingCall> calls = new ArrayList<>();
        for (PendingCall call = first; call != null; call = call.after) {
            calls.add(call);
        }
        return calls;
    }
}
