package io.deckhand.testkit.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.JdkSslContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubAuthorityTest {
    private static final String ADDRESS = "127.0.0.1";

    @TempDir
    Path directory;

    @Test
    void aClientThatTrustsTheAuthorityAcceptsTheHostsIpAddress() throws Exception {
        try (HubAuthority authority = HubAuthority.create(ADDRESS)) {
            X509Certificate seen = handshake(authority, authority.clientContext(), ADDRESS, "TLSv1.3");

            assertThat(seen.getSubjectAlternativeNames()).singleElement().satisfies(name -> {
                assertThat(name.get(0)).as("kind iPAddress").isEqualTo(7);
                assertThat(name.get(1)).isEqualTo(ADDRESS);
            });
        }
    }

    @Test
    void aHostNameGetsADnsName() throws Exception {
        try (HubAuthority authority = HubAuthority.create("hub.localtest")) {
            X509Certificate seen = handshake(authority, authority.clientContext(), "hub.localtest", "TLSv1.2");

            assertThat(seen.getSubjectAlternativeNames()).singleElement().satisfies(name -> {
                assertThat(name.get(0)).as("kind dNSName").isEqualTo(2);
                assertThat(name.get(1)).isEqualTo("hub.localtest");
            });
        }
    }

    /** Without it {@code openssl -x509_strict} refuses the hub, and Python from 3.13 on. */
    @Test
    void theCertificateNamesTheKeyThatSignedIt() throws Exception {
        try (HubAuthority authority = HubAuthority.create(ADDRESS)) {
            X509Certificate seen = handshake(authority, authority.clientContext(), ADDRESS, "TLSv1.3");

            byte[] signer = octets(seen, Extension.authorityKeyIdentifier);
            byte[] key = octets(authority.caCertificate(), Extension.subjectKeyIdentifier);
            assertThat(AuthorityKeyIdentifier.getInstance(signer).getKeyIdentifierOctets())
                    .isEqualTo(SubjectKeyIdentifier.getInstance(key).getKeyIdentifier())
                    .hasSize(20);
        }
    }

    private static byte[] octets(X509Certificate certificate, ASN1ObjectIdentifier extension) {
        return ASN1OctetString.getInstance(certificate.getExtensionValue(extension.getId()))
                .getOctets();
    }

    @Test
    void anotherHostNameIsRefusedByTheClient() {
        try (HubAuthority authority = HubAuthority.create("127.0.0.9")) {
            assertThatThrownBy(() -> handshake(authority, authority.clientContext(), ADDRESS, "TLSv1.3"))
                    .isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void aClientOfAnotherHubDoesNotTrustThisOne() {
        try (HubAuthority authority = HubAuthority.create(ADDRESS);
                HubAuthority other = HubAuthority.create(ADDRESS)) {
            assertThatThrownBy(() -> handshake(authority, other.clientContext(), ADDRESS, "TLSv1.3"))
                    .isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void aKeptAuthorityIsTrustedAfterARestartAndAMove() throws Exception {
        SSLContext trustFromBefore;
        try (HubAuthority before = HubAuthority.loadOrCreate(directory, "127.0.0.7")) {
            trustFromBefore = before.clientContext();
        }
        try (HubAuthority after = HubAuthority.loadOrCreate(directory, ADDRESS)) {
            assertThat(handshake(after, trustFromBefore, ADDRESS, "TLSv1.3")).isNotNull();
        }
    }

    @Test
    void aDamagedAuthorityFileIsNamedAndNotReplaced() throws Exception {
        Path file = directory.resolve("authority.pem");
        Files.writeString(file, "-----BEGIN CERTIFICATE-----\n");

        assertThatThrownBy(() -> HubAuthority.loadOrCreate(directory, ADDRESS))
                .hasRootCauseMessage("no PEM section CERTIFICATE")
                .cause()
                .hasMessageContaining(file.toString());
        assertThat(file).hasContent("-----BEGIN CERTIFICATE-----\n");
    }

    @Test
    void keptKeysAreReadableByTheirOwnerOnly() throws Exception {
        Path kept = directory.resolve("hub");
        HubAuthority.loadOrCreate(kept, ADDRESS).close();

        assertThat(Files.getPosixFilePermissions(kept)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(kept).isDirectoryContaining("glob:**/authority.pem").isDirectoryNotContaining("glob:**.tmp");
        try (var files = Files.list(kept)) {
            assertThat(files)
                    .hasSize(3)
                    .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                            .isEqualTo(PosixFilePermissions.fromString("rw-------")));
        }
    }

    @Test
    void aTemporaryAuthorityLeavesNoFile() {
        HubAuthority authority = HubAuthority.create(ADDRESS);
        assertThat(authority.caPem()).exists();
        authority.close();

        assertThat(authority.caPem().getParent()).doesNotExist();
    }

    @Test
    void theTrustStoreFileHoldsTheAuthority() throws Exception {
        try (HubAuthority authority = HubAuthority.create(ADDRESS)) {
            KeyStore store = KeyStore.getInstance(
                    authority.trustStore().toFile(), HubAuthority.TRUST_STORE_PASSWORD.toCharArray());

            assertThat(store.getCertificate("deckhand-hub")).isEqualTo(authority.caCertificate());
            assertThat(authority.caPem()).content().startsWith("-----BEGIN CERTIFICATE-----");
        }
    }

    /** Connects over real sockets, the name checked as HTTPS clients do, and returns the server's certificate. */
    private static X509Certificate handshake(HubAuthority authority, SSLContext trust, String host, String protocol)
            throws Exception {
        SSLContext serving = ((JdkSslContext) authority.serverContext()).context();
        try (ServerSocket listener =
                serving.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serveOne(listener));
            try (Socket plain = new Socket(listener.getInetAddress(), listener.getLocalPort());
                    SSLSocket socket = (SSLSocket)
                            trust.getSocketFactory().createSocket(plain, host, listener.getLocalPort(), true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                parameters.setProtocols(new String[] {protocol});
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                return (X509Certificate) socket.getSession().getPeerCertificates()[0];
            } finally {
                served.exceptionally(failure -> null).join();
            }
        }
    }

    private static void serveOne(ServerSocket listener) {
        try (SSLSocket socket = (SSLSocket) listener.accept()) {
            socket.startHandshake();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
