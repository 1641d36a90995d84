package io.deckhand.testkit.internal.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The token in the page's link, which grants full control of the hub. Created for each start. */
final class PageToken {
    private static final int BYTES = 24;

    private final String value;

    private PageToken(String value) {
        this.value = value;
    }

    static PageToken create() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new PageToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    String value() {
        return value;
    }

    /** {@return whether this is the token} Compares in constant time. */
    boolean matches(@Nullable String shown) {
        return shown != null
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return a text without the token, so that it never reaches a log} */
    @Override
    public String toString() {
        return "PageToken";
    }
}
