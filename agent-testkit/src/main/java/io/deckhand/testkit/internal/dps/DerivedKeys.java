package io.deckhand.testkit.internal.dps;

import io.deckhand.testkit.internal.Signatures;
import io.deckhand.testkit.internal.identity.SymmetricKeys;
import java.util.Base64;

/** The keys of a group's devices: derived from the group's keys and the registration id, so they are not stored. */
public final class DerivedKeys {
    private DerivedKeys() {}

    public static SymmetricKeys of(SymmetricKeys group, String registrationId) {
        return new SymmetricKeys(derive(group.primary(), registrationId), derive(group.secondary(), registrationId));
    }

    private static String derive(String base64Key, String registrationId) {
        return Signatures.sign(Base64.getDecoder().decode(base64Key), registrationId);
    }
}
