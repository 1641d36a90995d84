package io.deckhand.core;

import static java.util.Objects.requireNonNull;

import io.deckhand.core.internal.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * How an agent keeps what outlives its process.
 *
 * <pre>{@code
 * builder.storeIn(StoreOptions.directory(Path.of("/var/lib/pump/agent"))
 *         .bytes(256L * 1024 * 1024)
 *         .encryptedBy(keyFromTheSecureElement));
 * }</pre>
 *
 * <p>Immutable: each method returns other options.
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
     * Begins with a directory of the agent's own, which is made if it does not exist, readable by its owner only. One agent at a time may
     * use it.
     *
     * @param directory the directory, on a file system of this machine
     * @return options: 64 MiB, a commit window of 100 ms, not encrypted
     */
    public static StoreOptions directory(Path directory) {
        return new StoreOptions(
                new StoreSettings(requireNonNull(directory, "directory"), 64L << 20, Duration.ofMillis(100), null));
    }

    /**
     * Sets how many bytes the files may take. Messages take three quarters of it at most; {@code AgentBuilder.overflow} says what becomes
     * of a further one. By default 64 MiB, which is about 200,000 messages of 200 bytes.
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
     * Sets for how long what was accepted may wait to be forced to the device together with others, which is what a power cut takes at
     * most. A shorter window wears flash memory more. By default 100 ms.
     *
     * @param window zero, to force each as soon as the one before is done, to 10 s
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
     * Encrypts what is written from now on, by AES-256-GCM with keys derived from this one. What was written without is still read. By
     * default nothing is encrypted.
     *
     * @param key an AES key of 16, 24 or 32 bytes, the same at each start; copied
     * @return options with this
     * @throws IllegalArgumentException if it is none
     */
    public StoreOptions encryptedBy(SecretKey key) {
        byte[] bytes = requireNonNull(key, "key").getEncoded();
        if (bytes == null || (bytes.length != 16 && bytes.length != 24 && bytes.length != 32)) {
            throw new IllegalArgumentException("The key is no AES key of 16, 24 or 32 bytes that can be read.");
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
