package io.deckhand.core;

import static java.util.Objects.requireNonNull;

import io.deckhand.core.internal.issued.IssuanceWish;
import io.deckhand.core.internal.issued.KeySource;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A certificate that the provisioning service issues to the device, and the hub renews. <b>Preview</b>: Azure offers it
 * as a preview (API versions 2025-07-01-preview and 2025-08-01-preview), and it may change here in any release.
 *
 * <pre>{@code
 * Provisioning.of("global.azure-devices-provisioning.net", "0ne00AAAAAA", "fan-7", Credentials.sharedAccessKey(key))
 *         .requestCertificate(IssuedCertificate.ecP256())
 * }</pre>
 *
 * <p>The agent makes a key pair, sends a signing request (CSR) when it registers, and connects to the hub with the
 * certificate that it gets. The credential of the enrollment is shown to the provisioning service only. Over MQTT the
 * agent renews the certificate at the hub, on the open connection, after 60 to 80 % of its life; over AMQP, and when the
 * hub refuses, by registering again, also while connected. It keeps the present certificate in use until the new one has
 * connected, and registers again if there is none that is valid. Certificate and key are kept with
 * {@link AgentBuilder#storeIn}, readable by the owner only and encrypted if {@link StoreOptions#encryptedBy} says so;
 * without a store, as long as the process runs.
 *
 * <p>If the enrollment issues no certificates, the agent says so in its log and connects with the credential of the
 * enrollment. Immutable.
 *
 * @since 0.1
 */
public final class IssuedCertificate {
    private static final Duration EARLIEST_RENEWAL = Duration.ofSeconds(1);
    private static final Duration LATEST_RENEWAL = Duration.ofDays(90);

    private final KeySource keys;
    private final Optional<Duration> renewAt;

    private IssuedCertificate(KeySource keys, Optional<Duration> renewAt) {
        this.keys = keys;
        this.renewAt = renewAt;
    }

    /** {@return a certificate for a new EC key on the curve P-256, made by the Java runtime for each request} */
    public static IssuedCertificate ecP256() {
        return new IssuedCertificate(KeySource.onCurve("secp256r1"), Optional.empty());
    }

    /** {@return a certificate for a new EC key on the curve P-384, made by the Java runtime for each request} */
    public static IssuedCertificate ecP384() {
        return new IssuedCertificate(KeySource.onCurve("secp384r1"), Optional.empty());
    }

    /**
     * A certificate for a key from elsewhere, for instance one that cannot leave its chip.
     *
     * @param keys called for each request, on a thread of the agent, and may block; may return the same pair each time.
     *     EC with P-256 or P-384, or RSA with 2048 bits or more. A key without an encoded form is not stored: after a
     *     restart this is called again, and if it returns another pair the agent registers again. If it throws, the
     *     registration or renewal fails, and is repeated later; the message appears in the log and in the agent's health
     * @return the certificate
     */
    public static IssuedCertificate withKeys(Supplier<KeyPair> keys) {
        requireNonNull(keys, "keys");
        return new IssuedCertificate(() -> requireNonNull(keys.get(), "keys returned null"), Optional.empty());
    }

    /**
     * Renews certificates at this age, if that is earlier than 60 to 80 % of their life.
     *
     * @param age 1 second to 90 days; checked once a minute ({@link AgentBuilder#credentialCheck})
     * @return the same, with this age
     * @throws IllegalArgumentException if the age is out of range
     */
    public IssuedCertificate renewAt(Duration age) {
        if (requireNonNull(age, "age").compareTo(EARLIEST_RENEWAL) < 0 || age.compareTo(LATEST_RENEWAL) > 0) {
            throw new IllegalArgumentException("renewAt is " + age + ". It has to be 1 second to 90 days.");
        }
        return new IssuedCertificate(keys, Optional.of(age));
    }

    IssuanceWish wish() {
        return new IssuanceWish(keys, renewAt);
    }
}
