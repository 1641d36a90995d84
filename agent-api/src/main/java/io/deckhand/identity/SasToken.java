package io.deckhand.identity;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A SAS token, which authenticates a device to the hub until it expires.
 *
 * @param text the token as it is sent: {@code SharedAccessSignature sr=...&sig=...&se=...}
 * @param expiresAt when it expires, as in its {@code se}
 * @since 0.1
 */
public record SasToken(String text, Instant expiresAt) {
    private static final Pattern EXPIRY = Pattern.compile("[ &]se=(\\d{1,11})(&|$)");

    /**
     * Checks.
     *
     * @param text the token
     * @param expiresAt when it ends
     */
    public SasToken {
        requireNonNull(text, "text");
        requireNonNull(expiresAt, "expiresAt");
    }

    /**
     * Parses a token to find its expiry.
     *
     * @param text {@code SharedAccessSignature sr=...&sig=...&se=...}
     * @return the token
     * @throws IllegalArgumentException if it has another form; the message does not contain it
     */
    public static SasToken of(String text) {
        Matcher expiry = EXPIRY.matcher(text);
        if (!text.startsWith("SharedAccessSignature ") || !text.contains("sig=") || !expiry.find()) {
            throw new IllegalArgumentException("The SharedAccessSignature is not a SAS token. It has the form "
                    + "SharedAccessSignature sr=...&sig=...&se=...");
        }
        return new SasToken(text, Instant.ofEpochSecond(Long.parseLong(expiry.group(1))));
    }

    /** {@return the expiry, but not the token} */
    @Override
    public String toString() {
        return "SasToken[expiresAt=" + expiresAt + "]";
    }
}
