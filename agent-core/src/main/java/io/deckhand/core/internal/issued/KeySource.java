package io.deckhand.core.internal.issued;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/** Makes the key pair for each certificate request. May block, since it may be a chip. */
@FunctionalInterface
public interface KeySource {
    KeyPair newPair() throws GeneralSecurityException;

    /** {@return a source of pairs on this curve, such as {@code secp256r1}, made in this process} */
    static KeySource onCurve(String name) {
        return () -> {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(name));
            return generator.generateKeyPair();
        };
    }
}
