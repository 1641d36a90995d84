package io.deckhand.testkit.internal.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What the page's link ends with: who has it may do everything with the hub. Made anew for each start. */
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

    /** {@return whether somebody showed this token} Takes the same time for each wrong one. */
    boolean matches(@Nullable String shown) {
        return shown != null
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return nothing of the token, so that no log has it} */
    @Override
    public String toString() {
        return "PageToken";
    }
}
