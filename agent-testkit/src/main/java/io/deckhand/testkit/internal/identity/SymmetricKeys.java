package io.deckhand.testkit.internal.identity;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;

/** The two keys, in Base64, of a device or a policy; either signs tokens. */
public record SymmetricKeys(String primary, String secondary) {

    /**
     * {@return two keys that may have been mistyped}
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when one is no Base64
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

    /** {@return whether one of the keys signed the token} */
    public boolean signed(SasToken token) {
        return token.isSignedWith(primary) || token.isSignedWith(secondary);
    }

    /** {@return whether this is one of the keys, found out in constant time} */
    boolean contains(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(bytes, primary.getBytes(StandardCharsets.UTF_8))
                | MessageDigest.isEqual(bytes, secondary.getBytes(StandardCharsets.UTF_8));
    }

    /** Says nothing of the keys, so that logs never hold one. */
    @Override
    public String toString() {
        return "SymmetricKeys[...]";
    }
}
