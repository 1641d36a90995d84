package io.deckhand.testkit.internal.tls;

import io.deckhand.testkit.internal.files.PrivateFiles;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The hub's certificate authority, and the server certificate that it issued for the hub's host name.
 *
 * <p>The SDKs use TLS only and verify the name, so a hub needs a certificate for exactly the host in its connection
 * strings: an IP literal as {@code iPAddress}, a name as {@code dNSName}. Clients trust the CA, not that certificate,
 * and the CA is stored in the hub's data directory: after a restart, or with another host name, clients still trust the
 * hub. A new CA would be a permanent TLS failure for the device SDK, which retries a lost connection but never a
 * rejected certificate.
 *
 * <p>Each CA has a unique name, so that a JVM that trusts several hubs finds the right one.
 */
public final class HubAuthority implements AutoCloseable {
    /** The file name of the trust store, in the directory of the certificate. */
    public static final String TRUST_STORE_FILE = "truststore.p12";

    /** The password of the trust store: PKCS12 requires one, although a public certificate needs none. */
    public static final String TRUST_STORE_PASSWORD = "changeit";

    private static final char[] NO_PASSWORD = {};

    private final X509Bundle authority;
    private final X509Bundle server;
    private final Path directory;
    private final boolean temporary;

    private HubAuthority(X509Bundle authority, X509Bundle server, Path directory, boolean temporary) {
        this.authority = authority;
        this.server = server;
        this.directory = directory;
        this.temporary = temporary;
    }

    /**
     * Creates a CA for the life of this object: its private key is never written, and {@link #close()} deletes the
     * files for clients.
     */
    public static HubAuthority create(String host) {
        try {
            Path directory = PrivateFiles.createTemporaryDirectory("deckhand-hub-");
            return new HubAuthority(Certificates.newAuthority(), host, directory, true);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create a temporary directory for the hub's certificates", e);
        }
    }

    /** Loads the CA stored in {@code directory}, or creates one there, and issues a certificate for {@code host}. */
    public static HubAuthority loadOrCreate(Path directory, String host) {
        try {
            PrivateFiles.createDirectory(directory);
            return new HubAuthority(AuthorityFile.loadOrCreate(directory), host, directory, false);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot store the hub's certificates in " + directory, e);
        }
    }

    private HubAuthority(X509Bundle authority, String host, Path directory, boolean temporary) throws IOException {
        this(authority, Certificates.issueServer(authority, host), directory, temporary);
        PrivateFiles.write(caPem(), authority.getCertificatePEM().getBytes(StandardCharsets.US_ASCII));
        PrivateFiles.write(trustStore(), pkcs12(authority.getCertificate()));
    }

    /**
     * Creates another CA in place of this one and in its files, for the same host. Clients that trust this one do not
     * trust the other.
     */
    public HubAuthority replaced(String host) {
        try {
            X509Bundle next = temporary ? Certificates.newAuthority() : AuthorityFile.create(directory);
            return new HubAuthority(next, host, directory, temporary);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot replace the hub's certificates in " + directory, e);
        }
    }

    /**
     * {@return the SSL context of the hub's listeners: TLS 1.2 and 1.3, with an optional client certificate}
     *
     * <p>The handshake accepts any client certificate and proves only that the client has its key. The device's
     * identity decides whether the certificate is the device's, by thumbprint or issuer.
     */
    public SslContext serverContext() {
        return serverContext(server);
    }

    /** {@return the same with a certificate of a CA that nobody trusts, for a host} */
    public static SslContext untrustedServerContext(String host) {
        return serverContext(Certificates.issueServer(Certificates.newAuthority(), host));
    }

    private static SslContext serverContext(X509Bundle server) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(holding(server), NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            // Not with Netty's builder, which loads all of Bouncy Castle to find out how the JDK wraps trust managers.
            return new JdkSslContext(
                    context,
                    false,
                    null,
                    IdentityCipherSuiteFilter.INSTANCE,
                    ApplicationProtocolConfig.DISABLED,
                    ClientAuth.OPTIONAL,
                    new String[] {"TLSv1.3", "TLSv1.2"},
                    false);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("The Java runtime cannot serve TLS with an EC P-256 certificate", e);
        }
    }

    /** In memory only, so of a type that does not spend time on encrypting the key. */
    private static KeyStore holding(X509Bundle server) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        store.setKeyEntry("server", server.getKeyPair().getPrivate(), NO_PASSWORD, server.getCertificatePath());
        return store;
    }

    /** {@return an SSL context for clients that trusts only this CA} */
    public SSLContext clientContext() {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusting(authority.getCertificate()));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("The Java runtime cannot trust the hub's certificate authority", e);
        }
    }

    /** {@return the CA certificate, for trust managers of several hubs} */
    public X509Certificate caCertificate() {
        return authority.getCertificate();
    }

    /** {@return the file with the CA certificate, as PEM} */
    public Path caPem() {
        return directory.resolve("ca.pem");
    }

    /** {@return the file with the CA certificate, as a PKCS12 trust store for JVMs} */
    public Path trustStore() {
        return directory.resolve(TRUST_STORE_FILE);
    }

    /** Deletes the files of a CA that is not stored. */
    @Override
    public void close() {
        if (temporary) {
            try {
                PrivateFiles.deleteDirectory(directory);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot delete the hub's temporary files in " + directory, e);
            }
        }
    }

    private static byte[] pkcs12(X509Certificate certificate) throws IOException {
        try {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            trusting(certificate).store(file, TRUST_STORE_PASSWORD.toCharArray());
            return file.toByteArray();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The Java runtime cannot write a PKCS12 trust store", e);
        }
    }

    private static KeyStore trusting(X509Certificate certificate) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("deckhand-hub", certificate);
        return store;
    }
}
