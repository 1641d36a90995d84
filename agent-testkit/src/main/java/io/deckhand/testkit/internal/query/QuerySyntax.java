package io.deckhand.testkit.internal.query;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;

/** Creates the errors for queries, with their positions. */
final class QuerySyntax {
    private QuerySyntax() {}

    /** {@return the error for a query, its position counted from 1} */
    static HubException error(int offset, String what) {
        return new HubException(
                HubError.ARGUMENT_INVALID, "Query syntax error at position " + (offset + 1) + ": " + what + ".");
    }
}
