package io.deckhand.testkit.internal.query;

import java.util.Locale;

/**
 * A word of a query.
 *
 * @param text what it means: the characters of a string without quotes and escapes, otherwise what stands there
 * @param offset where it begins, from 0
 */
record Token(Kind kind, String text, int offset) {
    enum Kind {
        WORD,
        /** A name in double square brackets, which may hold what a word may not. */
        BRACKETED,
        STRING,
        NUMBER,
        SYMBOL,
        END
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isKeyword(String keyword) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }

    String upperCase() {
        return text.toUpperCase(Locale.ROOT);
    }

    /** {@return the token as a message names it} */
    String described() {
        return kind == Kind.END ? "the end" : "'" + text + "'";
    }
}
