package io.deckhand.testkit.internal.dps;

import io.deckhand.testkit.internal.identity.SymmetricKeys;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The keys of a group's devices: derived from the group's keys and the registration id, so they are not stored. */
public final class DerivedKeys {
    private static final String ALGORITHM = "HmacSHA256";

    private DerivedKeys() {}

    public static SymmetricKeys of(SymmetricKeys group, String registrationId) {
        return new SymmetricKeys(derive(group.primary(), registrationId), derive(group.secondary(), registrationId));
    }

    private static String derive(String base64Key, String registrationId) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(base64Key), ALGORITHM));
            return Base64.getEncoder().encodeToString(mac.doFinal(registrationId.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256.", e);
        }
    }
}
