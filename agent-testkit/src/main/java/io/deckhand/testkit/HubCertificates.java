package io.deckhand.testkit;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.issuance.IssuanceSetup;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Certificates that the hub issues to devices: when they register with a signing request (CSR), and later when they
 * request a new one over MQTT. This is a preview feature of the real service, with {@code api-version}
 * 2025-07-01-preview at the provisioning service and 2025-08-01-preview at the hub.
 *
 * <pre>{@code
 * hub.enrollments().group("line").issueCertificates(Duration.ofSeconds(10)).create();
 * hub.certificates().refuseWith(429002);      // what a device does when it cannot renew
 * hub.certificates().grant();
 * }</pre>
 *
 * <p>Safe for use by several threads.
 *
 * @since 0.1
 */
public final class HubCertificates {
    private static final Duration MAX_DELAY = Duration.ofMinutes(10);
    private static final Duration MAX_LIFETIME = Duration.ofDays(90);

    private final Supplier<HubCore> core;
    private final IssuanceSetup setup;

    HubCertificates(Supplier<HubCore> core, IssuanceSetup setup) {
        this.core = core;
        this.setup = setup;
    }

    /** {@return the root certificate of all issued chains; it differs from the root of the hub's own certificate} */
    public X509Certificate authority() {
        return core.get().issuance().root();
    }

    /**
     * Allows a device that did not register through provisioning to request certificates, on a connection with other
     * credentials.
     *
     * @param deviceId a device of the hub
     * @param lifetime how long each certificate is valid, 1 second to 90 days
     * @throws IllegalArgumentException when the lifetime is out of range, or the device does not exist
     */
    public void allow(String deviceId, Duration lifetime) {
        if (lifetime.toSeconds() < 1 || lifetime.compareTo(MAX_LIFETIME) > 0) {
            throw new IllegalArgumentException(
                    "lifetime is " + lifetime + "; it must be 1 second to " + MAX_LIFETIME.toDays() + " days.");
        }
        var unused = EnrollmentDefinition.checked(() -> core.get().registry().get(deviceId));
        core.get().issuance().allow(deviceId, lifetime);
    }

    /**
     * Counts a device's requests for certificates at the hub since the hub started: also those that were refused, and the
     * same request each time it arrives.
     *
     * @param deviceId a device
     * @return how many have arrived; zero for an unknown device
     */
    public int requests(String deviceId) {
        return core.get().issuance().requests(deviceId);
    }

    /**
     * Sets the time between the hub's acceptance of a request (202) and the certificate. The default is 100 ms.
     *
     * @param delay zero to 10 minutes
     * @throws IllegalArgumentException when it is out of range
     */
    public void issueAfter(Duration delay) {
        if (delay.isNegative() || delay.compareTo(MAX_DELAY) > 0) {
            throw new IllegalArgumentException("delay is " + delay + "; it must be zero to " + MAX_DELAY + ".");
        }
        setup.issueAfter(delay);
    }

    /**
     * Refuses all requests for certificates at the hub until {@link #grant()}.
     *
     * @param code a code that the real hub uses for such requests: 400001, 400004, 400006, 400040, 403010, 404001,
     *     409004, 409005, 412001, 412005, 429002, 429003, 500001, 503001 or 503102
     * @throws IllegalArgumentException for another code; its message lists the known codes
     */
    public void refuseWith(int code) {
        setup.refuseWith(HubError.ofCode(code));
    }

    /** Grants requests again. */
    public void grant() {
        setup.refuseWith(null);
    }
}
