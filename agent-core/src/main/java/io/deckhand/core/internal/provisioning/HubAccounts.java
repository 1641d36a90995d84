package io.deckhand.core.internal.provisioning;

import io.deckhand.core.internal.identity.Identity;
import io.deckhand.core.internal.identity.Login;
import io.deckhand.core.internal.identity.Prover;
import io.deckhand.core.internal.issued.HubRenewal;
import io.deckhand.core.internal.issued.IssuedCertificates;
import io.deckhand.core.internal.issued.SigningRequest;
import io.deckhand.identity.CredentialException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a device authenticates at the hub that it is assigned to: with the credential of its enrollment, or with a
 * certificate that the service has issued to it. The latter is then used for nothing else, nor is the former.
 */
public final class HubAccounts {
    private final Prover enrolled;
    private final @Nullable IssuedCertificates issued;
    private final @Nullable HubRenewal renewal;
    private final Prover byCertificate;

    private HubAccounts(Prover enrolled, @Nullable IssuedCertificates issued) {
        this.enrolled = enrolled;
        this.issued = issued;
        this.renewal = issued == null ? null : new HubRenewal(issued);
        this.byCertificate = issued == null ? enrolled : enrolled.with(issued.credential());
    }

    /** {@code enrolled} proves the device at the service, and at hubs. */
    public static HubAccounts ofEnrollment(Prover enrolled) {
        return new HubAccounts(enrolled, null);
    }

    /** {@code enrolled} proves the device at the service, which issues it certificates for hubs. */
    public static HubAccounts issuedFor(Prover enrolled, IssuedCertificates issued) {
        return new HubAccounts(enrolled, issued);
    }

    Prover enrolled() {
        return enrolled;
    }

    boolean areIssued() {
        return issued != null;
    }

    /** {@return whether hubs are shown an issued certificate} */
    private boolean byCertificate() {
        return issued != null && !issued.isWithheld();
    }

    /** {@return the proof for hubs} May block the first time. */
    Prover atHub() {
        return byCertificate() ? byCertificate : enrolled;
    }

    /** {@return when the credential that hubs are shown expires; does not block} */
    Optional<Instant> validUntil() {
        Optional<Instant> end = byCertificate.validUntil();
        return end.isPresent() ? end : enrolled.validUntil();
    }

    /** {@return whether the device has something to show a hub; if not, it has to register first} May block the first time. */
    boolean canConnect() {
        return issued == null || issued.isWithheld() || issued.isUsable();
    }

    Login login(Assigned assigned) {
        return new Login(Identity.ofDevice(assigned.hostName(), assigned.deviceId()), atHub());
    }

    /** {@return who the device is on a connection that is about to open} */
    Login login(Assigned assigned, Executor blocking) {
        return new Login(
                Identity.ofDevice(assigned.hostName(), assigned.deviceId()),
                atHub(),
                renewal == null || !byCertificate()
                        ? Optional.empty()
                        : Optional.of(renewal.over(assigned.deviceId(), blocking)));
    }

    /** {@return what to request with a registration; null for nothing} */
    @Nullable
    SigningRequest request(String registrationId) throws CredentialException {
        return issued == null ? null : issued.request(registrationId);
    }

    void registered(@Nullable SigningRequest request, List<String> certificates) throws CredentialException {
        if (issued == null || renewal == null || request == null) {
            return;
        }
        if (certificates.isEmpty()) {
            issued.withheld();
        } else {
            issued.issued(request, certificates);
            renewal.registered();
        }
    }

    void notRegistered(Duration atLeast) {
        if (renewal != null) {
            renewal.notRegistered(atLeast);
        }
    }

    void disconnected() {
        if (renewal != null) {
            renewal.disconnected();
        }
    }

    /** Renews at the hub, if it is time. {@return whether the device has to register again for that} Blocks as keys do. */
    boolean renew() {
        if (renewal == null || !byCertificate()) {
            return false;
        }
        renewal.look();
        return renewal.needsRegistration();
    }
}
