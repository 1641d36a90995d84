package io.deckhand.core.internal.json;

/** Detects unpaired surrogates: they would be written as a question mark, or end an AMQP connection. */
public final class Surrogates {
    private Surrogates() {}

    /** {@return whether a text contains no unpaired surrogates} */
    public static boolean isWhole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
