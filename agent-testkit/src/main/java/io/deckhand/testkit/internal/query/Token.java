package io.deckhand.testkit.internal.query;

import java.util.Locale;

/**
 * A token of a query.
 *
 * @param text its value: of a string the characters without quotes and escapes, otherwise the text itself
 * @param offset its position, from 0
 */
record Token(Kind kind, String text, int offset) {
    enum Kind {
        WORD,
        /** A name in double square brackets, which allow any characters. */
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

    /** {@return the token for error messages} */
    String described() {
        return kind == Kind.END ? "the end" : "'" + text + "'";
    }
}
