package io.deckhand.examples;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * How a program connects to its hub and authenticates.
 *
 * @param text the connection string
 * @param ca the authority to trust; empty for those of the Java runtime
 * @param httpsPort the port for back ends, if not 443
 */
record Connection(String text, Optional<Path> ca, OptionalInt httpsPort) {
    /** {@return the TLS context, if the Java runtime's default is not to be used} */
    Optional<SSLContext> trust() throws IOException {
        return ca.isEmpty() ? Optional.empty() : Optional.of(trusting(ca.get()));
    }

    private static SSLContext trusting(Path pem) throws IOException {
        try (InputStream file = Files.newInputStream(pem)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                store.setCertificateEntry("ca-" + store.size(), certificate);
            }
            if (store.size() == 0) {
                throw new IOException("There is no certificate in " + pem + ". Give a PEM file.");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (NoSuchFileException e) {
            throw new IOException("There is no file " + pem + " with the certificate to trust.", e);
        } catch (GeneralSecurityException e) {
            throw new IOException("The certificate to trust cannot be read from " + pem + ". Give a PEM file.", e);
        }
    }

    /** {@return a description without secrets} */
    @Override
    public String toString() {
        return "Connection[ca=" + ca + ", httpsPort=" + httpsPort + "]";
    }
}
