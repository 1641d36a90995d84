package io.deckhand.testkit.internal;

import org.jspecify.annotations.Nullable;

/** The limit of message ids, in both directions. */
public final class MessageIds {
    private static final int MAX_LENGTH = 128;

    private MessageIds() {}

    /**
     * Checks an id; null is valid.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when it is too long
     */
    public static void check(@Nullable String id) {
        if (id != null && id.length() > MAX_LENGTH) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID,
                    "The message id has " + id.length() + " characters; at most " + MAX_LENGTH + " are allowed.");
        }
    }
}
