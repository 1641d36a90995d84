package io.deckhand.testkit.internal.query;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;

/** What is wrong with a query, and where. */
final class QuerySyntax {
    private QuerySyntax() {}

    /** {@return the refusal of a query, its place counted from 1} */
    static HubException error(int offset, String what) {
        return new HubException(
                HubError.ARGUMENT_INVALID, "Query syntax error at position " + (offset + 1) + ": " + what + ".");
    }
}
