package io.deckhand.testkit.internal.identity;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;

/** The two keys of a device or policy, in Base64; tokens may be signed with either. */
public record SymmetricKeys(String primary, String secondary) {

    /**
     * {@return two keys, checked}
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when one is not Base64
     */
    public static SymmetricKeys checked(String primary, String secondary) {
        try {
            Base64.getDecoder().decode(primary);
            Base64.getDecoder().decode(secondary);
            return new SymmetricKeys(primary, secondary);
        } catch (IllegalArgumentException e) {
            throw new HubException(HubError.ARGUMENT_INVALID, "A symmetric key must be Base64.");
        }
    }

    /** {@return whether the token is signed with one of the keys} */
    public boolean signed(SasToken token) {
        return token.isSignedWith(primary) || token.isSignedWith(secondary);
    }

    /** {@return whether this is one of the keys, found out in constant time} */
    @SuppressWarnings("ShortCircuitBoolean") // The time must not tell which of the two it is.
    boolean contains(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        boolean isPrimary = MessageDigest.isEqual(bytes, primary.getBytes(StandardCharsets.UTF_8));
        boolean isSecondary = MessageDigest.isEqual(bytes, secondary.getBytes(StandardCharsets.UTF_8));
        return isPrimary || isSecondary;
    }

    /** Omits the keys, so that they never reach a log. */
    @Override
    public String toString() {
        return "SymmetricKeys[...]";
    }
}
