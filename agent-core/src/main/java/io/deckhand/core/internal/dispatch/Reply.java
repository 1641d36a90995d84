package io.deckhand.core.internal.dispatch;

import io.deckhand.core.internal.link.MethodAnswer;
import org.jspecify.annotations.Nullable;

/** What goes back to a caller, and what the handler wants done once the hub has it. */
record Reply(MethodAnswer answer, @Nullable Runnable afterwards) {
    Reply(MethodAnswer answer) {
        this(answer, null);
    }
}
