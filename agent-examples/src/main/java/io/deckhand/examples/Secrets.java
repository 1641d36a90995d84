package io.deckhand.examples;

import java.util.regex.Pattern;

/** Removes keys from output, including those in error messages about a mistyped command line. */
final class Secrets {
    private static final Pattern KEY =
            Pattern.compile("(?i)(SharedAccessKey|SharedAccessSignature)(\\s*=?\\s*)[^;'\"\\s]*");

    private Secrets() {}

    static String hidden(String text) {
        return KEY.matcher(text).replaceAll("$1$2(hidden)");
    }
}
