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
 * The hub's own certificate authority, and the server certificate it issued for the hub's host name.
 *
 * <p>The SDKs speak TLS only and check the name, so a hub needs a certificate for exactly the host its connection
 * strings carry: an IP literal as {@code iPAddress}, a name as {@code dNSName}. What clients are told to trust is the
 * authority and not that certificate, and the authority is kept in the hub's data directory: after a restart, or a
 * move to another host name, they go on trusting it. A new authority would be a terminal TLS failure for the device
 * SDK, which retries a lost connection but never a rejected certificate.
 *
 * <p>Each authority has a name of its own, so that a JVM that trusts several hubs finds the right one among them.
 */
public final class HubAuthority implements AutoCloseable {
    /** The name of the trust store's file, which lies beside that of the certificate. */
    public static final String TRUST_STORE_FILE = "truststore.p12";

    /** The password of the trust store: PKCS12 wants one, though a public certificate needs none. */
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
     * Makes an authority that lives as long as this object: its private key is never written, and the files that
     * clients are given go with {@link #close()}.
     */
    public static HubAuthority create(String host) {
        try {
            Path directory = PrivateFiles.createTemporaryDirectory("deckhand-hub-");
            return new HubAuthority(Certificates.newAuthority(), host, directory, true);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a temporary directory for the hub's certificates", e);
        }
    }

    /** Takes the authority kept in {@code directory}, or makes one there, and issues a certificate for {@code host}. */
    public static HubAuthority loadOrCreate(Path directory, String host) {
        try {
            PrivateFiles.createDirectory(directory);
            return new HubAuthority(AuthorityFile.loadOrCreate(directory), host, directory, false);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep the hub's certificates in " + directory, e);
        }
    }

    private HubAuthority(X509Bundle authority, String host, Path directory, boolean temporary) throws IOException {
        this(authority, Certificates.issueServer(authority, host), directory, temporary);
        PrivateFiles.write(caPem(), authority.getCertificatePEM().getBytes(StandardCharsets.US_ASCII));
        PrivateFiles.write(trustStore(), pkcs12(authority.getCertificate()));
    }

    /**
     * Makes another authority in the place and the files of this one, for the same host. Who trusted this one does not
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
     * {@return what the hub's listeners speak: TLS 1.2 and 1.3, asking for a client certificate but content without}
     *
     * <p>Any client certificate passes the handshake, which proves only that the client has its key. Whether it is the
     * device's is a question for the device's identity, by thumbprint or issuer, not for this context.
     */
    public SslContext serverContext() {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(holdingServer(), NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            // Not by Netty's builder, which loads all of Bouncy Castle to try out how the JDK wraps trust managers.
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

    /** In memory only, and so of a kind that spends no time on hiding the key. */
    private KeyStore holdingServer() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        store.setKeyEntry("server", server.getKeyPair().getPrivate(), NO_PASSWORD, server.getCertificatePath());
        return store;
    }

    /** {@return a context for clients that trusts this authority and no other} */
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

    /** {@return the authority's certificate, which a trust manager of several hubs needs} */
    public X509Certificate caCertificate() {
        return authority.getCertificate();
    }

    /** {@return the file with the authority's certificate, as PEM} */
    public Path caPem() {
        return directory.resolve("ca.pem");
    }

    /** {@return the file with the authority's certificate, as the PKCS12 trust store that a JVM takes} */
    public Path trustStore() {
        return directory.resolve(TRUST_STORE_FILE);
    }

    /** Removes the files of an authority that was not to be kept. */
    @Override
    public void close() {
        if (temporary) {
            try {
                PrivateFiles.deleteDirectory(directory);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot remove the hub's temporary files in " + directory, e);
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
