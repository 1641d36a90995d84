package io.deckhand.core.internal.json;

/** Characters that take two {@code char}s in a text: half of one is written as a question mark, or ends an AMQP connection. */
public final class Surrogates {
    private Surrogates() {}

    /** {@return whether a text holds whole characters only} */
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
