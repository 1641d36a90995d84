package io.deckhand.testkit.internal;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;

/** The source of all generated ids and keys: unpredictable, or repeatable with a seed. */
public final class HubRandom {
    private final Random random;

    private HubRandom(Random random) {
        this.random = random;
    }

    public static HubRandom secure() {
        return new HubRandom(new SecureRandom());
    }

    public static HubRandom seeded(long seed) {
        return new HubRandom(new Random(seed));
    }

    /** {@return a new symmetric key of 32 bytes, in Base64} */
    public String key() {
        return Base64.getEncoder().encodeToString(bytes(32));
    }

    /** {@return an entity tag in IoT Hub's format} */
    public String etag() {
        return Base64.getEncoder().encodeToString(bytes(8));
    }

    /** {@return a generation id: a long decimal number} */
    public String generationId() {
        return Long.toString(100_000_000_000_000_000L + random.nextInt(Integer.MAX_VALUE));
    }

    /** {@return an id of 32 hex digits for a message, lock, tracking or request} */
    public String id() {
        return HexFormat.of().formatHex(bytes(16));
    }

    /** {@return a number from 0 to below the bound} */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
