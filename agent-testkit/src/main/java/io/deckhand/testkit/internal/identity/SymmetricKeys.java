package io.deckhand.testkit.internal.identity;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
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

    /** Says nothing of the keys, so that logs never hold one. */
    @Override
    public String toString() {
        return "SymmetricKeys[...]";
    }
}
