package io.deckhand.core;

import static java.util.Objects.requireNonNull;

import io.deckhand.core.internal.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Options for the store that keeps an agent's state across restarts.
 *
 * <pre>{@code
 * builder.storeIn(StoreOptions.directory(Path.of("/var/lib/pump/agent"))
 *         .bytes(256L * 1024 * 1024)
 *         .encryptedBy(keyFromTheSecureElement));
 * }</pre>
 *
 * <p>Immutable: each method returns a changed copy.
 *
 * @since 0.1
 */
public final class StoreOptions {
    private static final long LEAST_BYTES = 4L << 20;
    private static final long MOST_BYTES = 64L << 30;

    private final StoreSettings settings;

    private StoreOptions(StoreSettings settings) {
        this.settings = settings;
    }

    /**
     * Starts with a directory for this agent only. It is created if it does not exist, readable by its owner only. One
     * agent at a time may use it.
     *
     * @param directory the directory, on a file system of this machine
     * @return options: 64 MiB, a commit window of 100 ms, not encrypted
     */
    public static StoreOptions directory(Path directory) {
        return new StoreOptions(
                new StoreSettings(requireNonNull(directory, "directory"), 64L << 20, Duration.ofMillis(100), null));
    }

    /**
     * Sets how many bytes the files may take. Messages take at most three quarters of it; {@code AgentBuilder.overflow}
     * decides what happens to a message beyond that. By default 64 MiB, which is about 200,000 messages of 200 bytes.
     *
     * @param most 4 MiB to 64 GiB
     * @return options with this
     * @throws IllegalArgumentException if it is out of range
     */
    public StoreOptions bytes(long most) {
        if (most < LEAST_BYTES || most > MOST_BYTES) {
            throw new IllegalArgumentException("bytes is " + most + ". It must be 4,194,304 to 68,719,476,736.");
        }
        return new StoreOptions(new StoreSettings(settings.directory(), most, settings.window(), settings.key()));
    }

    /**
     * Sets how long accepted data may wait before it is forced to disk together with other data: the most that a power
     * cut can lose. A shorter window wears flash memory more. By default 100 ms.
     *
     * @param window 0 to 10 s; with zero, each write is forced as soon as the previous one is done
     * @return options with this
     * @throws IllegalArgumentException if it is out of range
     */
    public StoreOptions commitWindow(Duration window) {
        if (requireNonNull(window, "window").isNegative() || window.compareTo(Duration.ofSeconds(10)) > 0) {
            throw new IllegalArgumentException("commitWindow is " + window + ". It must be PT0S to PT10S.");
        }
        return new StoreOptions(new StoreSettings(settings.directory(), settings.bytes(), window, settings.key()));
    }

    /**
     * Encrypts all data written from now on with AES-256-GCM, with keys derived from this one. Data written without
     * encryption can still be read. By default nothing is encrypted.
     *
     * @param key an AES key of 16, 24 or 32 bytes, the same at each start; copied
     * @return options with this
     * @throws IllegalArgumentException if it is not an AES key of such a size, or does not export its bytes
     */
    public StoreOptions encryptedBy(SecretKey key) {
        byte[] bytes = requireNonNull(key, "key").getEncoded();
        if (bytes == null || (bytes.length != 16 && bytes.length != 24 && bytes.length != 32)) {
            throw new IllegalArgumentException("The key is not an AES key of 16, 24 or 32 bytes with readable bytes.");
        }
        SecretKey copy = new SecretKeySpec(bytes, "AES");
        Arrays.fill(bytes, (byte) 0);
        return new StoreOptions(new StoreSettings(settings.directory(), settings.bytes(), settings.window(), copy));
    }

    StoreSettings settings() {
        return settings;
    }

    @Override
    public String toString() {
        return "StoreOptions[" + settings.directory() + ", bytes=" + settings.bytes() + ", commitWindow="
                + settings.window() + (settings.key() == null ? "]" : ", encrypted]");
    }
}
