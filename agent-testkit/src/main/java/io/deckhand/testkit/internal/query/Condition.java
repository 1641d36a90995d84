package io.deckhand.testkit.internal.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * The condition of a message route. It has the syntax of WHERE in a query, with more functions and with elements of arrays;
 * names are those of the message.
 *
 * @param text the text it was parsed from
 */
public record Condition(String text, Expression expression) {

    /**
     * Parses a condition.
     *
     * @throws io.deckhand.testkit.internal.HubException (400) with the position of the error
     */
    public static Condition parse(String text) {
        TokenReader tokens = new TokenReader(text);
        Expression expression = ExpressionParser.ofRoute(tokens).condition();
        tokens.expectEnd();
        return new Condition(text, expression);
    }

    /** {@return whether it holds for a document; not if it is undefined} */
    public boolean holds(ObjectNode document) {
        return new Evaluation(document).holds(expression);
    }

    /** {@return whether it uses a name such as {@code $body}, in any case} */
    public boolean mentions(String name) {
        return text.toLowerCase(Locale.ROOT).contains(name);
    }
}
