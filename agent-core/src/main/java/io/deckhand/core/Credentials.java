package io.deckhand.core;

import static java.util.Objects.requireNonNull;

import io.deckhand.core.internal.identity.OwnCredentials;
import io.deckhand.identity.CertificateCredential;
import io.deckhand.identity.SasToken;
import io.deckhand.identity.TokenCredential;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.function.Supplier;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Creates the credentials by which a device authenticates.
 *
 * <pre>{@code
 * AgentBuilder.forDevice("myhub.azure-devices.net", "fan-7",
 *         Credentials.pemFiles(Path.of("/etc/fan/certificate.pem"), Path.of("/etc/fan/key.pem")))
 * }</pre>
 *
 * <p>Each credential belongs to one agent. Passwords and keys given as {@code char[]} are copied, so that the caller
 * can wipe its own. Files are read only when the agent connects, unless a method says otherwise.
 *
 * @since 0.1
 */
public final class Credentials {
    private Credentials() {}

    /**
     * The shared access key of a device or module, or of an individual enrollment.
     *
     * @param key the key, in base64
     * @return the credential
     * @throws IllegalArgumentException if it is not base64; the message does not show it
     */
    public static TokenCredential sharedAccessKey(String key) {
        return sharedAccessKey(requireNonNull(key, "key").toCharArray());
    }

    /**
     * The same as {@link #sharedAccessKey(String)}, for a key that should not become a {@link String}.
     *
     * @param key the key, in base64
     * @return the credential
     * @throws IllegalArgumentException if it is not base64; the message does not show it
     */
    public static TokenCredential sharedAccessKey(char[] key) {
        return OwnCredentials.keys(key, null);
    }

    /**
     * Both shared access keys of a device or module. When the hub refuses one, the agent uses the other, so that either
     * can be renewed while the device is offline.
     *
     * @param primary the primary key, in base64
     * @param secondary the secondary key, in base64
     * @return the credential
     * @throws IllegalArgumentException if one is not base64; the message does not show it
     */
    public static TokenCredential sharedAccessKeys(String primary, String secondary) {
        return OwnCredentials.keys(
                requireNonNull(primary, "primary").toCharArray(),
                requireNonNull(secondary, "secondary").toCharArray());
    }

    /**
     * The key of one device of an enrollment group, derived from the group's key. It is safer to derive it where
     * devices are manufactured: anyone who reads the group's key on one device can impersonate any other.
     *
     * @param groupKey the key of the enrollment group, in base64; wiped once the device's key is derived
     * @param registrationId the device's registration id
     * @return the credential, which holds the derived key only
     * @throws IllegalArgumentException if the key is not base64; the message does not show it
     */
    public static TokenCredential groupKey(String groupKey, String registrationId) {
        return OwnCredentials.groupKey(
                requireNonNull(groupKey, "groupKey").toCharArray(), requireNonNull(registrationId, "registrationId"));
    }

    /**
     * A fixed SAS token, which the agent cannot renew: once it has expired, the agent stays disconnected and reports
     * the cause.
     *
     * @param token {@code SharedAccessSignature sr=...&sig=...&se=...}
     * @return the credential
     * @throws IllegalArgumentException if it is not a SAS token; the message does not show it
     */
    public static TokenCredential sasToken(String token) {
        return OwnCredentials.token(SasToken.of(requireNonNull(token, "token")));
    }

    /**
     * SAS tokens made elsewhere, for instance by a service that holds the keys.
     *
     * @param tokens called before each connection on a thread of the agent, and may block; if it throws, the attempt
     *     fails
     * @return the credential
     */
    public static TokenCredential sasTokens(Supplier<String> tokens) {
        return OwnCredentials.tokens(requireNonNull(tokens, "tokens"));
    }

    /**
     * A certificate and its key in PEM files, as OpenSSL writes them. The agent checks once a minute whether they have
     * changed, and reconnects with the new certificate, without a restart. It keeps the previous certificate until the
     * hub has accepted the new one.
     *
     * @param certificate the certificate, followed by those of its authorities if the hub knows only the root
     * @param privateKey the key: PKCS#8, PKCS#1 or SEC1, RSA or EC; may be the same file
     * @return the credential
     */
    public static CertificateCredential pemFiles(Path certificate, Path privateKey) {
        return pemFiles(certificate, privateKey, null);
    }

    /**
     * A certificate and its encrypted key in PEM files; see {@link #pemFiles(Path, Path)}.
     *
     * @param certificate the certificate, followed by those of its authorities if the hub knows only the root
     * @param privateKey the key: PKCS#8 encrypted by PBES2, which is what {@code openssl pkcs8} does
     * @param password the key's password; null if it has none
     * @return the credential
     */
    public static CertificateCredential pemFiles(Path certificate, Path privateKey, char @Nullable [] password) {
        return OwnCredentials.pemFiles(
                requireNonNull(certificate, "certificate"), requireNonNull(privateKey, "privateKey"), password);
    }

    /**
     * A certificate and its key in a PKCS#12 file, which is read again when it has changed; see {@link #pemFiles(Path, Path)}.
     *
     * @param file the file, as {@code device.p12} or {@code device.pfx}
     * @param password its password
     * @return the credential
     */
    public static CertificateCredential pkcs12(Path file, char[] password) {
        return OwnCredentials.pkcs12(requireNonNull(file, "file"), requireNonNull(password, "password"));
    }

    /**
     * The key and certificate in an opened key store, for instance that of a PKCS#11 token, whose key does not leave
     * the token:
     *
     * <pre>{@code
     * Provider token = Security.getProvider("SunPKCS11").configure("/etc/fan/pkcs11.cfg");
     * Security.addProvider(token);
     * KeyStore store = KeyStore.getInstance("PKCS11", token);
     * store.load(null, pin);
     * Credentials.keyStore(store, null)
     * }</pre>
     *
     * @param store a store that is loaded; its first private key with a certificate is used
     * @param password the key's password; null if it has none, as on a PKCS#11 token
     * @return the credential
     */
    public static CertificateCredential keyStore(KeyStore store, char @Nullable [] password) {
        return OwnCredentials.keyStore(requireNonNull(store, "store"), password);
    }

    /**
     * The application's key manager, for keys that the other methods cannot access.
     *
     * @param keyManager presents the certificate and signs with its key
     * @return the credential
     */
    public static CertificateCredential keyManager(X509ExtendedKeyManager keyManager) {
        return OwnCredentials.keyManager(requireNonNull(keyManager, "keyManager"));
    }
}
