package io.deckhand.core.internal.store;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The application's AES key. Each segment has its own key, derived from this one and the segment's random id. The
 * number of a record that was lost in a power cut is used again; with one key for all segments, AES-GCM would then use
 * a nonce twice.
 */
final class StoreKey {
    private final SecretKey key;

    StoreKey(SecretKey key) {
        this.key = key;
    }

    private byte[] derive(String purpose, UUID segment) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getEncoded(), "HmacSHA256"));
            mac.update(purpose.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return mac.doFinal(new Bytes(16).putId(segment).toArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime has no HmacSHA256", e);
        }
    }

    Sealer sealer(UUID segment) {
        return new Sealer(new SecretKeySpec(derive("deckhand segment", segment), "AES"));
    }

    /** {@return a value that identifies the right key; never 0} */
    long check(UUID segment) {
        return ByteBuffer.wrap(derive("deckhand check", segment)).getLong() | 1;
    }
}
