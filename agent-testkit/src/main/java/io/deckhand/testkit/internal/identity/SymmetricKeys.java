package io.deckhand.testkit.internal.identity;

/** The two keys, in Base64, of a device or a policy; either signs tokens. */
public record SymmetricKeys(String primary, String secondary) {

    boolean signed(SasToken token) {
        return token.isSignedWith(primary) || token.isSignedWith(secondary);
    }

    /** Says nothing of the keys, so that logs never hold one. */
    @Override
    public String toString() {
        return "SymmetricKeys[...]";
    }
}
