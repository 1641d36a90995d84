package io.deckhand.examples;

import java.util.regex.Pattern;

/** Keeps keys off the screen, also those that a mistyped command line would have repeated. */
final class Secrets {
    private static final Pattern KEY =
            Pattern.compile("(?i)(SharedAccessKey|SharedAccessSignature)(\\s*=?\\s*)[^;'\"\\s]*");

    private Secrets() {}

    static String hidden(String text) {
        return KEY.matcher(text).replaceAll("$1$2(hidden)");
    }
}
