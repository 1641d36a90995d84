package io.deckhand.core.internal.identity;

import io.deckhand.identity.CredentialException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A private key and its certificate, followed by the certificates of its authorities. */
public record KeyMaterial(PrivateKey key, List<X509Certificate> chain) {
    private static final int CHALLENGE = 32;

    public KeyMaterial {
        chain = List.copyOf(chain);
    }

    /**
     * {@return the key with its certificate, which need not be the first one, since files may be assembled in any
     * order}
     *
     * @param where the files, for messages
     */
    public static KeyMaterial matching(PrivateKey key, List<X509Certificate> certificates, String where)
            throws CredentialException {
        for (X509Certificate candidate : certificates) {
            if (fits(key, candidate.getPublicKey())) {
                List<X509Certificate> chain = new ArrayList<>(certificates);
                chain.remove(candidate);
                chain.add(0, candidate);
                return new KeyMaterial(key, chain);
            }
        }
        throw new CredentialException(
                "The private key does not belong to the certificate of " + subjects(certificates) + " (" + where
                        + "). Give the key that this certificate was issued for, or a certificate for this key.");
    }

    private static String subjects(List<X509Certificate> certificates) {
        return certificates.isEmpty()
                ? "nobody"
                : "'" + certificates.get(0).getSubjectX500Principal().getName() + "'";
    }

    /** Checks by signing, which also works for a key that cannot leave its chip. */
    private static boolean fits(PrivateKey key, PublicKey other) {
        Optional<String> algorithm = signatureOf(key);
        if (algorithm.isEmpty() || !key.getAlgorithm().equals(other.getAlgorithm())) {
            return false;
        }
        byte[] challenge = new byte[CHALLENGE];
        new SecureRandom().nextBytes(challenge);
        try {
            Signature signing = Signature.getInstance(algorithm.get());
            signing.initSign(key);
            signing.update(challenge);
            byte[] signed = signing.sign();
            Signature verifying = Signature.getInstance(algorithm.get());
            verifying.initVerify(other);
            verifying.update(challenge);
            return verifying.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // a different curve or length means a different key
        }
    }

    private static Optional<String> signatureOf(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> Optional.of("SHA256withRSA");
            case "EC" -> Optional.of("SHA256withECDSA");
            case "Ed25519", "Ed448", "EdDSA" -> Optional.of("EdDSA");
            default -> Optional.empty();
        };
    }

    public X509Certificate certificate() {
        return chain.get(0);
    }

    public Instant endsAt() {
        return certificate().getNotAfter().toInstant();
    }

    public boolean isUsableAt(Instant now) {
        return now.isBefore(endsAt()) && !now.isBefore(beginsAt());
    }

    private Instant beginsAt() {
        return certificate().getNotBefore().toInstant();
    }

    /** @throws CredentialException if the certificate has expired, or is not valid yet */
    KeyMaterial checkedAt(Instant now, String where) throws CredentialException {
        if (!now.isBefore(endsAt())) {
            throw CredentialException.outOfTime("The device's certificate (" + where + ") expired at " + endsAt()
                    + ", and this device's clock says " + now
                    + ". Renew it and replace the file; the agent reads it again.");
        }
        if (now.isBefore(beginsAt())) {
            throw CredentialException.outOfTime("The device's certificate (" + where + ") is not valid before "
                    + beginsAt() + ", and this device's clock says " + now
                    + ". Check the clock, or wait until then; the agent tries again.");
        }
        return this;
    }
}
