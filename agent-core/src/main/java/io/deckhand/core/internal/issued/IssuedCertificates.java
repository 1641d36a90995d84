package io.deckhand.core.internal.issued;

import io.deckhand.core.internal.identity.CertificateRequest;
import io.deckhand.core.internal.identity.KeyMaterial;
import io.deckhand.core.internal.identity.MaterialSource;
import io.deckhand.core.internal.identity.RenewableCertificate;
import io.deckhand.identity.CertificateCredential;
import io.deckhand.identity.CredentialException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.DoubleSupplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates that the service has issued to one device, and the credential that presents them. They are read from
 * the vault when first needed. The previous one is kept until the hub has accepted the newest.
 */
public final class IssuedCertificates {
    private static final Logger log = LoggerFactory.getLogger(IssuedCertificates.class);

    private final String name;
    private final KeySource keys;
    private final Vault vault;
    private final ContentsFormat format;
    private final Clock clock;
    private final RenewalPace pace;
    private final Shown shown = new Shown();
    private final RenewableCertificate certificate;
    private @Nullable Contents contents;
    private @Nullable Instant due;

    /**
     * {@code name} is the device's, for the log; {@code pace} decides when they are renewed.
     *
     * @param random returns numbers from 0 to 1
     */
    public IssuedCertificates(String name, IssuanceWish wish, Vault vault, Clock clock, DoubleSupplier random) {
        this.name = name;
        this.keys = wish.keys();
        this.vault = vault;
        this.format = new ContentsFormat(keys);
        this.clock = clock;
        this.pace = new RenewalPace(wish.renewAt(), random);
        this.certificate = new RenewableCertificate(shown, clock);
    }

    /** The newest certificate, as the credential reads it. */
    private static final class Shown implements MaterialSource {
        private @Nullable KeyMaterial newest;

        synchronized void show(KeyMaterial material) {
            newest = material;
        }

        @Override
        public String where() {
            return "issued by the provisioning service";
        }

        @Override
        public synchronized Object stamp() throws CredentialException {
            return load().certificate();
        }

        @Override
        public synchronized KeyMaterial load() throws CredentialException {
            if (newest == null) {
                throw new CredentialException("The service has issued no certificate to this device yet.");
            }
            return newest;
        }
    }

    /** {@return the credential for the hub} */
    public CertificateCredential credential() {
        return new CertificateCredential() {
            @Override
            public X509ExtendedKeyManager keyManager() throws CredentialException {
                contents();
                return certificate.keyManager();
            }

            @Override
            public Optional<Instant> validUntil() {
                return certificate.validUntil();
            }

            @Override
            public void accepted() {
                certificate.accepted();
                keepAccepted();
            }

            @Override
            public void refused() {
                certificate.refused();
            }
        };
    }

    /** Keeps the certificate that the hub has accepted, which is the previous one if it refused the newest. */
    private synchronized void keepAccepted() {
        Optional<Issued> previous = contents().previous();
        if (previous.isEmpty()) {
            return;
        }
        boolean wasPrevious = certificate
                .presented()
                .filter(previous.get().material().certificate()::equals)
                .isPresent();
        keep(wasPrevious ? Contents::withPrevious : Contents::withoutPrevious);
        if (wasPrevious) {
            shown.show(previous.get().material());
            due = null;
        }
    }

    /** {@return whether there is a certificate that is valid now} */
    public synchronized boolean isUsable() {
        return contents()
                .current()
                .filter(issued -> issued.material().isUsableAt(clock.instant()))
                .isPresent();
    }

    /** {@return whether the service was asked for a certificate and issued none: its enrollment does not say so} */
    public synchronized boolean isWithheld() {
        return contents().withheld();
    }

    /** {@return the certificate in use, if it is time to renew it} */
    synchronized Optional<Issued> due(Instant now) {
        Contents kept = contents();
        if (kept.current().isEmpty()) {
            return Optional.empty();
        }
        if (due == null) {
            due = pace.due(kept.current().get());
        }
        return now.isBefore(due) && kept.request().isEmpty() ? Optional.empty() : kept.current();
    }

    RenewalPace pace() {
        return pace;
    }

    Instant now() {
        return clock.instant();
    }

    /**
     * {@return a request for a new certificate} Blocks as long as the source of keys does.
     *
     * @throws CredentialException if there is no key
     */
    public SigningRequest request(String commonName) throws CredentialException {
        try {
            KeyPair pair = keys.newPair();
            return new SigningRequest(
                    UUID.randomUUID().toString(), CertificateRequest.der(commonName, pair), pair.getPrivate());
        } catch (GeneralSecurityException | RuntimeException e) { // thrown by an application's own source
            throw new CredentialException(
                    "No key pair for the device's certificate: " + e.getMessage()
                            + ". Check the source of keys that the application gave.",
                    e);
        }
    }

    /** Takes a new certificate, which is presented from the next connection on. */
    public synchronized void issued(SigningRequest request, List<String> chain) throws CredentialException {
        Issued newest = new Issued(material(request, chain), clock.instant());
        keep(before -> before.with(newest));
        due = null;
        shown.show(newest.material());
        log.info(
                "{}: received a certificate that expires at {}",
                name,
                newest.material().endsAt());
    }

    private static KeyMaterial material(SigningRequest request, List<String> chain) throws CredentialException {
        try {
            List<X509Certificate> read = new ArrayList<>();
            for (String each : chain) {
                read.add(ContentsFormat.certificate(Base64.getDecoder().decode(each)));
            }
            return KeyMaterial.matching(request.key(), read, "issued by the service");
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new CredentialException("The service issued a certificate that cannot be read.", e);
        }
    }

    /** The service has assigned the device to a hub, and issued no certificate. */
    public synchronized void withheld() {
        if (!contents().withheld()) {
            log.warn(
                    "{}: the provisioning service issued no certificate. Set the policy for certificates in its "
                            + "enrollment. Until then the device connects with the credential of its enrollment",
                    name);
            keep(before -> Contents.ofWithheld());
        }
    }

    synchronized Optional<SigningRequest> unanswered() {
        return contents().request();
    }

    /** Keeps an unanswered request, or forgets it: after a restart the same request is sent again. */
    synchronized void unanswered(Optional<SigningRequest> asked) {
        keep(before -> before.requesting(asked));
    }

    private void keep(UnaryOperator<Contents> change) {
        Contents changed = change.apply(contents());
        contents = changed;
        try {
            vault.save(format.write(changed));
        } catch (GeneralSecurityException e) {
            log.warn("{}: the device's certificate cannot be stored; it is kept while the process runs", name, e);
        }
    }

    private synchronized Contents contents() {
        Contents read = contents;
        if (read == null) {
            read = vault.load().map(this::read).orElse(Contents.NOTHING);
            contents = read;
            read.previous().ifPresent(this::presentFirst);
            read.current().ifPresent(newest -> shown.show(newest.material()));
        }
        return read;
    }

    /** So that it is the one to fall back to. */
    private void presentFirst(Issued previous) {
        shown.show(previous.material());
        try {
            certificate.keyManager();
        } catch (CredentialException e) {
            log.debug("{}: the previous certificate is over", name, e);
        }
    }

    private Contents read(byte[] written) {
        try {
            return format.read(written);
        } catch (GeneralSecurityException | CredentialException | RuntimeException e) {
            log.warn("{}: the stored certificate cannot be used; registering again for another", name, e);
            return Contents.NOTHING;
        }
    }
}
