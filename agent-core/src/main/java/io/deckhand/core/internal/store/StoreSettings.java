package io.deckhand.core.internal.store;

import java.nio.file.Path;
import java.time.Duration;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a store.
 *
 * @param bytes the maximum size of its files
 * @param window the longest that accepted data waits to be forced to the device
 * @param key an AES key to encrypt with, if it is encrypted
 */
public record StoreSettings(
        Path directory,
        long bytes,
        Duration window,
        @Nullable SecretKey key) {}
