package io.deckhand.core.internal.identity;

import io.deckhand.identity.CredentialException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/** The authorities whose servers an agent trusts; loaded again for each new TLS context. */
public interface Authorities {
    /** {@return their certificates, at least one} Blocks. */
    List<X509Certificate> load() throws CredentialException;

    /** {@return where they come from, for messages} */
    String where();

    static Authorities inFile(Path file) {
        return new Authorities() {
            @Override
            public List<X509Certificate> load() throws CredentialException {
                return PemFiles.certificates(file);
            }

            @Override
            public String where() {
                return file.toString();
            }
        };
    }

    /** {@return the certificates of a PEM text, at least one} The text is wiped. */
    static List<X509Certificate> ofPem(byte[] text, String where) throws CredentialException {
        return PemFiles.certificates(text, where);
    }
}
