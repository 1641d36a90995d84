package io.deckhand.core.internal.method;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls that have no answer yet, in the order they came: a list through the calls themselves, which costs none of them more. */
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

    /** Must be called once for each. */
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
        call.before = null; // one that a hanging handler holds must not hold all that came after it
        call.after = null;
    }

    /** {@return those that there are now} */
    synchronized List<PendingCall> list() {
        List<PendingCall> calls = new ArrayList<>();
        for (PendingCall call = first; call != null; call = call.after) {
            calls.add(call);
        }
        return calls;
    }
}
