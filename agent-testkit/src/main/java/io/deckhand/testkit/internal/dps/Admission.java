package io.deckhand.testkit.internal.dps;

import io.deckhand.testkit.internal.dps.Applicant.Proof;
import io.deckhand.testkit.internal.dps.Enrollment.Kind;
import io.deckhand.testkit.internal.identity.CertificateChain;
import io.deckhand.testkit.internal.identity.SasToken;
import io.deckhand.testkit.internal.identity.SymmetricKeys;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Finds the enrollment for a registration: the device's individual one, otherwise that of a group that its credentials
 * belong to.
 */
final class Admission {
    private static final String POLICY = "registration";

    private final String idScope;
    private final EnrollmentRegistry enrollments;
    private final Clock clock;

    Admission(String idScope, EnrollmentRegistry enrollments, Clock clock) {
        this.idScope = idScope;
        this.enrollments = enrollments;
        this.clock = clock;
    }

    /** {@return the enrollment, possibly disabled} */
    Enrollment admit(Applicant applicant) {
        String registrationId = applicant.registrationId();
        if (!Enrollment.isName(registrationId)) {
            throw ProvisioningRefusal.malformed("'" + registrationId + "' is not a registration id.");
        }
        if (!applicant.idScope().equalsIgnoreCase(idScope)) {
            throw ProvisioningRefusal.unauthorized("No id scope '" + applicant.idScope() + "' here.");
        }
        checkValidity(applicant);
        Optional<Enrollment> own = enrollments.find(Kind.INDIVIDUAL, registrationId);
        if (own.isPresent()) {
            return own.filter(enrollment -> proves(applicant, enrollment))
                    .orElseThrow(() -> ProvisioningRefusal.unauthorized(
                            "What registration '" + registrationId + "' shows is not what its enrollment demands."));
        }
        return enrollments.groups().stream()
                .filter(group -> proves(applicant, group))
                .findFirst()
                .orElseThrow(() -> ProvisioningRefusal.unauthorized(
                        "No enrollment of '" + registrationId + "', and none of a group that it shows to belong to."));
    }

    private void checkValidity(Applicant applicant) {
        if (applicant.proof() instanceof Proof.Token proof) {
            checkToken(proof.token(), applicant.registrationId());
        } else if (applicant.proof() instanceof Proof.Certificate proof) {
            checkCertificate(proof.chain(), applicant.registrationId());
        } else {
            throw ProvisioningRefusal.unauthorized("There is neither a token nor a client certificate.");
        }
    }

    private void checkToken(SasToken token, String registrationId) {
        if (!token.expiry().isAfter(clock.instant())) {
            throw ProvisioningRefusal.unauthorized("The token expired at " + token.expiry() + ".");
        }
        if (!token.covers(idScope, List.of("registrations", registrationId))
                || (token.policy() != null && !token.policy().equals(POLICY))) {
            throw ProvisioningRefusal.unauthorized("The token is for " + token.rawResource() + ".");
        }
    }

    private void checkCertificate(CertificateChain chain, String registrationId) {
        if (!chain.isValidAt(clock.instant())) {
            throw ProvisioningRefusal.unauthorized("The certificate of '" + registrationId + "' is not valid now.");
        }
        String name = chain.commonName().orElse("");
        if (!name.equals(registrationId)) {
            throw ProvisioningRefusal.unauthorized("The certificate is for '" + name + "'.");
        }
    }

    private boolean proves(Applicant applicant, Enrollment enrollment) {
        Attestation wanted = enrollment.attestation();
        if (applicant.proof() instanceof Proof.Token proof) {
            return wanted instanceof Attestation.Keys symmetric
                    && keys(symmetric, enrollment, applicant.registrationId()).signed(proof.token());
        }
        if (applicant.proof() instanceof Proof.Certificate proof) {
            return wanted instanceof Attestation.Authorities signers
                    ? proof.chain().leadsTo(signers.certificates(), clock.instant())
                    : wanted instanceof Attestation.Certificates named
                            && named.thumbprints().match(proof.chain().leaf());
        }
        return false;
    }

    /** {@return the device's keys if it registers with keys} */
    static SymmetricKeys keys(Attestation.Keys attestation, Enrollment enrollment, String registrationId) {
        return enrollment.kind() == Kind.GROUP
                ? DerivedKeys.of(attestation.keys(), registrationId)
                : attestation.keys();
    }
}
