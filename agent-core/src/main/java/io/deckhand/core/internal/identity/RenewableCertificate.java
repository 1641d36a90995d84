package io.deckhand.core.internal.identity;

import io.deckhand.identity.CertificateCredential;
import io.deckhand.identity.CredentialException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate that is read again when its source has changed. The previous one is kept until the hub has accepted the
 * new one: files are often replaced one after the other, and the hub may not know a new certificate yet.
 */
public final class RenewableCertificate implements CertificateCredential {
    private static final Logger log = LoggerFactory.getLogger(RenewableCertificate.class);

    private final MaterialSource source;
    private final Clock clock;
    private @Nullable OneKeyManager current;
    private @Nullable OneKeyManager previous;
    private @Nullable Object readAt;
    private @Nullable String told;

    public RenewableCertificate(MaterialSource source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    @Override
    public synchronized X509ExtendedKeyManager keyManager() throws CredentialException {
        OneKeyManager before = current;
        try {
            Object stamp = source.stamp();
            if (!stamp.equals(readAt)) {
                read(stamp);
            }
            told = null;
        } catch (CredentialException e) {
            if (before == null || !before.material().isUsableAt(clock.instant())) {
                throw e;
            }
            tellOnce(e, before.material());
        }
        return checked();
    }

    private void read(Object stamp) throws CredentialException {
        KeyMaterial read = source.load().checkedAt(clock.instant(), source.where());
        if (current == null || !read.certificate().equals(current.material().certificate())) {
            previous = current;
            current = new OneKeyManager(read);
        }
        readAt = stamp;
    }

    private void tellOnce(CredentialException e, KeyMaterial kept) {
        if (!String.valueOf(e.getMessage()).equals(told)) {
            told = e.getMessage();
            log.warn("{} The previous certificate remains in use; it expires at {}.", told, kept.endsAt());
        }
    }

    private OneKeyManager checked() throws CredentialException {
        OneKeyManager shown = current;
        if (shown == null) {
            throw new IllegalStateException("Nothing was read");
        }
        shown.material().checkedAt(clock.instant(), source.where());
        return shown;
    }

    @Override
    public synchronized Optional<Instant> validUntil() {
        return Optional.ofNullable(current).map(shown -> shown.material().endsAt());
    }

    /** {@return the certificate that the next connection presents, unless there is a new one by then} */
    public synchronized Optional<X509Certificate> presented() {
        return Optional.ofNullable(current).map(shown -> shown.material().certificate());
    }

    @Override
    public synchronized void accepted() {
        previous = null;
    }

    /** Switches to the previous certificate, and back to the new one if that is refused as well. */
    @Override
    public synchronized void refused() {
        OneKeyManager other = previous;
        if (other != null && other.material().isUsableAt(clock.instant())) {
            log.warn(
                    "The hub refused the certificate that expires at {}; trying the one that expires at {} next",
                    end(current),
                    end(other));
            previous = current;
            current = other;
        } else {
            readAt = null; // a file may have changed within the resolution of its timestamp
        }
    }

    private static @Nullable Instant end(@Nullable OneKeyManager manager) {
        return manager == null ? null : manager.material().endsAt();
    }
}
