package io.deckhand.core.internal.store;

import java.nio.file.Path;
import java.time.Duration;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * What a store is opened with.
 *
 * @param bytes the most that its files take
 * @param window the longest that something accepted waits to be forced to the device
 * @param key an AES key to encrypt with, if it is encrypted
 */
public record StoreSettings(
        Path directory,
        long bytes,
        Duration window,
        @Nullable SecretKey key) {}
