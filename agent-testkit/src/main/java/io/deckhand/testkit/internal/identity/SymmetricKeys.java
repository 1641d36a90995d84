package io.deckhand.testkit.internal.identity;

/** The two keys, in Base64, of a device or a policy; either signs tokens. */
public record SymmetricKeys(String primary, String secondary) {

    boolean signed(SasToken token) {
        // Both are always tried: the time taken must not tell which one it was.
        boolean byPrimary = token.isSignedWith(primary);
        boolean bySecondary = token.isSignedWith(secondary);
        return byPrimary || bySecondary;
    }

    /** Says nothing of the keys, so that logs never hold one. */
    @Override
    public String toString() {
        return "SymmetricKeys[...]";
    }
}
