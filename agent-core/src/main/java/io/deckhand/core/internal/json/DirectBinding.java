package io.deckhand.core.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.time.DateTimeException;
import org.jspecify.annotations.Nullable;

/**
 * Binds text to a type without an intermediate tree, which takes half as much memory. It handles only text that is
 * certain to bind to the same value; all other text is bound through a tree, whose errors report the problem and its
 * location.
 */
public final class DirectBinding {
    private static final int MOST_DIGITS = 15; // a number with more digits may differ as a double

    private final ObjectReader reader;

    DirectBinding(ObjectReader reader) {
        this.reader = reader;
    }

    /** {@return the value, or {@code null} if the text must be bound through a tree} */
    public @Nullable Object bind(String text) {
        if (holdsLargeNumber(text)) {
            return null;
        }
        try (JsonParser parser = StrictText.FACTORY.createParser(text)) {
            if (parser.nextToken() == JsonToken.VALUE_NULL) {
                return null;
            }
            Object value = reader.readValue(parser);
            return parser.nextToken() == null ? value : null;
        } catch (IOException | ArithmeticException | IllegalArgumentException | DateTimeException e) {
            return null;
        }
    }

    /** A number with an exponent or many digits may be infinite as a {@code double}. */
    private static boolean holdsLargeNumber(String text) {
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (digits > 0 && (c == 'e' || c == 'E')) {
                return true;
            } else if (c != '.') {
                digits = 0;
            }
            if (digits > MOST_DIGITS) {
                return true;
            }
        }
        return false;
    }
}
