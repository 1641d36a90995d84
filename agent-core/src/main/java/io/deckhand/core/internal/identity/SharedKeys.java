package io.deckhand.core.internal.identity;

import io.deckhand.identity.SasToken;
import io.deckhand.identity.TokenCredential;
import io.deckhand.identity.TokenRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs SAS tokens with a shared access key, or with the secondary one if the hub has refused the primary: keys are
 * rotated by renewing one while devices use the other. Signing takes microseconds, and may run on any thread.
 */
public final class SharedKeys implements TokenCredential {
    private static final Logger log = LoggerFactory.getLogger(SharedKeys.class);
    private static final String HMAC = "HmacSHA256";

    private final byte[] primary;
    private final byte @Nullable [] secondary;
    private boolean useSecondary;

    /** Takes ownership of the decoded keys. */
    SharedKeys(byte[] primary, byte @Nullable [] secondary) {
        this.primary = primary;
        this.secondary = secondary;
    }

    @Override
    public SasToken token(TokenRequest request) {
        return request.signed(hmac(current(), request.bytesToSign()));
    }

    private synchronized byte[] current() {
        return useSecondary && secondary != null ? secondary : primary;
    }

    static byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime has no " + HMAC, e);
        }
    }

    /** {@return the credential of one device of an enrollment group, whose key is derived from the group's} */
    SharedKeys derivedFor(String registrationId) {
        byte[] id = registrationId.getBytes(StandardCharsets.UTF_8);
        SharedKeys derived = new SharedKeys(hmac(primary, id), secondary == null ? null : hmac(secondary, id));
        wipe();
        return derived;
    }

    private void wipe() {
        Arrays.fill(primary, (byte) 0);
        if (secondary != null) {
            Arrays.fill(secondary, (byte) 0);
        }
    }

    @Override
    public synchronized void refused() {
        if (secondary != null) {
            useSecondary = !useSecondary;
            log.warn(
                    "The hub refused the {} key; trying the {} one next",
                    useSecondary ? "primary" : "secondary",
                    useSecondary ? "secondary" : "primary");
        }
    }
}
