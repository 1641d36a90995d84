package io.deckhand.core.identity;

import io.deckhand.DeviceAgent;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.core.Credentials;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.cert.Certificate;

/**
 * A device whose key lies in a PKCS#11 token, as a program of its own: the token's library reads the process's environment. Its
 * arguments: the hub's host name, the file of its authority, the provider's configuration, the token's PIN, a directory. It writes
 * its certificate to {@code certificate.pem} there, waits for {@code go}, and connects.
 */
final class Pkcs11Device {
    private Pkcs11Device() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[4]);
        Provider token = Security.getProvider("SunPKCS11").configure(arguments[2]);
        Security.addProvider(token);
        KeyStore store = KeyStore.getInstance("PKCS11", token);
        store.load(null, arguments[3].toCharArray());

        X509Bundle made = new CertificateBuilder()
                .ecp256()
                .subject("CN=chip")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        store.setKeyEntry("chip", made.getKeyPair().getPrivate(), null, new Certificate[] {made.getCertificate()});
        PrivateKey inToken = (PrivateKey) store.getKey("chip", null);
        if (inToken.getEncoded() != null) {
            throw new IllegalStateException("The key can leave the token");
        }
        Files.writeString(directory.resolve("certificate.next"), made.getCertificatePEM());
        Files.move(directory.resolve("certificate.next"), directory.resolve("certificate.pem"));
        if (System.in.read() < 0) {
            throw new IllegalStateException("Nobody let it go");
        }

        try (DeviceAgent agent = AgentBuilder.forDevice(arguments[0], "chip", Credentials.keyStore(store, null))
                .trustedCertificates(Path.of(arguments[1]))
                .operationTimeout(Agents.SOON)
                .build()) {
            agent.start(Agents.SOON);
            agent.send("signed in hardware");
        }
    }
}
