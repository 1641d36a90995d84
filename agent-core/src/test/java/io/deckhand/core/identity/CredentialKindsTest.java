package io.deckhand.core.identity;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.DeviceAgent;
import io.deckhand.FailureCause;
import io.deckhand.ReconnectPolicy;
import io.deckhand.Transport;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.core.Credentials;
import io.deckhand.identity.CertificateCredential;
import io.deckhand.identity.Credential;
import io.deckhand.identity.TokenCredential;
import io.deckhand.identity.TokenRequest;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.netty.pkitesting.X509Bundle;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every kind of credential. */
@LocalHubTest
class CredentialKindsTest {
    private static final char[] PASSWORD = "secret".toCharArray();

    private final LocalHub hub;

    @TempDir
    private Path directory;

    CredentialKindsTest(LocalHub hub) {
        this.hub = hub;
    }

    enum Kind {
        KEY,
        KEYS,
        SIGNER,
        TOKEN,
        TOKENS,
        PEM,
        PKCS12,
        KEY_STORE,
        KEY_MANAGER;

        boolean isKey() {
            return switch (this) {
                case KEY, KEYS, SIGNER, TOKEN, TOKENS -> true;
                case PEM, PKCS12, KEY_STORE, KEY_MANAGER -> false;
            };
        }
    }

    static Stream<Arguments> kinds() {
        return Stream.of(Kind.values())
                .flatMap(kind ->
                        Stream.of(Transport.MQTT, Transport.AMQPS).map(transport -> Arguments.of(kind, transport)));
    }

    private AgentBuilder builder(Transport transport, String id, Credential credential) {
        return Agents.over(
                transport,
                AgentBuilder.forDevice(hub.hostName(), id, credential)
                        .trustedCertificates(hub.caCertificate())
                        .credentialCheck(Duration.ofSeconds(1))
                        .operationTimeout(Agents.SOON)
                        .reconnect(ReconnectPolicy.exponential(Duration.ofMillis(20), Duration.ofMillis(200))));
    }

    private TokenCredential byKey(Kind kind, String id, byte[] key) {
        String text = Base64.getEncoder().encodeToString(key);
        return switch (kind) {
            case KEY -> Credentials.sharedAccessKey(text);
            case KEYS -> Credentials.sharedAccessKeys(text, text);
            case SIGNER -> request -> request.signed(hmac(key, request.bytesToSign()));
            case TOKEN -> Credentials.sasToken(token(id, key));
            case TOKENS -> Credentials.sasTokens(() -> token(id, key));
            default -> throw new IllegalArgumentException(kind.toString());
        };
    }

    private String token(String id, byte[] key) {
        TokenRequest request = new TokenRequest(
                hub.hostName() + "/devices/" + id,
                Optional.empty(),
                Instant.now().plus(Duration.ofHours(1)));
        return request.signed(hmac(key, request.bytesToSign())).text();
    }

    private static byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] key(HubDevice device) {
        String text = device.connectionString();
        return Base64.getDecoder()
                .decode(text.substring(text.indexOf("SharedAccessKey=") + "SharedAccessKey=".length()));
    }

    private CertificateCredential byCertificate(Kind kind, String id, X509Bundle bundle) throws Exception {
        Path file = directory.resolve(id + ".p12");
        return switch (kind) {
            case PEM -> {
                CertificateAuthority.write(bundle, directory.resolve(id + ".pem"), directory.resolve(id + ".key"));
                yield Credentials.pemFiles(directory.resolve(id + ".pem"), directory.resolve(id + ".key"));
            }
            case PKCS12 -> {
                write(bundle, file);
                yield Credentials.pkcs12(file, PASSWORD);
            }
            case KEY_STORE -> Credentials.keyStore(bundle.toKeyStore(PASSWORD), PASSWORD);
            case KEY_MANAGER -> Credentials.keyManager(manager(bundle));
            default -> throw new IllegalArgumentException(kind.toString());
        };
    }

    private static X509ExtendedKeyManager manager(X509Bundle bundle) throws Exception {
        return (X509ExtendedKeyManager) bundle.toKeyManagerFactory().getKeyManagers()[0];
    }

    private static void write(X509Bundle bundle, Path file) throws Exception {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try (OutputStream out = Files.newOutputStream(next)) {
            bundle.toKeyStore(PASSWORD).store(out, PASSWORD);
        }
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theRightOneConnectsAndAWrongOneIsRefused(Kind kind, Transport transport) throws Exception {
        String id = "kind-" + kind + "-" + transport;
        HubDevice device;
        Credential right;
        Credential wrong;
        if (kind.isKey()) {
            device = hub.createDevice(id);
            right = byKey(kind, id, key(device));
            wrong = byKey(kind, id, new byte[32]);
        } else {
            X509Bundle own = CertificateAuthority.selfSigned(id);
            device = hub.createDevice(id, own.getCertificate());
            right = byCertificate(kind, id, own);
            wrong = byCertificate(kind, id + "-wrong", CertificateAuthority.selfSigned(id));
        }

        try (DeviceAgent agent = builder(transport, id, wrong).build()) {
            agent.startAsync();
            await().atMost(Agents.SOON).until(() -> agent.health().lastCause().isPresent());
            assertThat(agent.health().lastCause()).contains(FailureCause.CREDENTIALS_REFUSED);
            assertThat(agent.health().connects()).isZero();
        }
        try (DeviceAgent agent = builder(transport, id, right).build()) {
            agent.start(Agents.SOON);
            agent.send("hello");
            assertThat(device.awaitTelemetry(any -> true, Agents.SOON).text()).isEqualTo("hello");
            assertThat(agent.health().failedAttempts()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void newKeysAreTakenUpByAConnectionThatWasMadeWithTheOldOnes(Transport transport) {
        String id = "rotated-" + transport;
        HubDevice device = hub.createDevice(id);
        AtomicReference<byte[]> inside = new AtomicReference<>(key(device));
        TokenCredential signer = request -> request.signed(hmac(requireNonNull(inside.get()), request.bytesToSign()));

        try (DeviceAgent agent = builder(transport, id, signer).build()) {
            agent.start(Agents.SOON);
            device.rotateKeys();
            agent.send("the connection stays");
            hub.faults().cut(device);
            await().atMost(Agents.SOON)
                    .until(() -> agent.health().lastCause().equals(Optional.of(FailureCause.CREDENTIALS_REFUSED)));
            inside.set(key(device));
            await().atMost(Agents.SOON).until(() -> agent.health().connects() == 2);
            agent.send("with the new key");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"PKCS12", "KEY_STORE", "KEY_MANAGER"})
    void aNewCertificateIsTakenUpWhileConnected(Kind kind) throws Exception {
        CertificateAuthority authority = CertificateAuthority.named("kinds-" + kind);
        hub.trustDeviceCa(authority.certificate());
        String id = "renewed-" + kind;
        HubDevice device = hub.createCaSignedDevice(id);
        X509Bundle first = authority.issue(id);
        X509Bundle second = authority.issue(id);
        KeyStore store = first.toKeyStore(PASSWORD);
        AtomicReference<X509ExtendedKeyManager> manager = new AtomicReference<>(manager(first));
        CertificateCredential credential = switch (kind) {
            case KEY_STORE -> Credentials.keyStore(store, PASSWORD);
            case KEY_MANAGER -> () -> requireNonNull(manager.get());
            default -> byCertificate(kind, id, first);
        };

        try (DeviceAgent agent = builder(Transport.MQTT, id, credential).build()) {
            agent.start(Agents.SOON);
            String alias = store.aliases().nextElement();
            store.setKeyEntry(alias, second.getKeyPair().getPrivate(), PASSWORD, second.getCertificatePath());
            manager.set(manager(second));
            write(second, directory.resolve(id + ".p12"));

            await().atMost(Agents.SOON).until(() -> agent.health().connects() == 2);
            agent.send("renewed");
            assertThat(device.awaitTelemetry(any -> true, Agents.SOON).text()).isEqualTo("renewed");
            assertThat(agent.health().lastCause()).isEmpty();
        }
    }

    @Test
    void anUnreadableFileIsNamedAndReadOnceItIsThere() throws Exception {
        X509Bundle own = CertificateAuthority.selfSigned("unreadable");
        HubDevice device = hub.createDevice("unreadable", own.getCertificate());
        Path certificate =
                Files.createDirectory(directory.resolve("unreadable.pem")); // a user who is root reads any file
        Path key = directory.resolve("unreadable.key");
        Files.writeString(key, own.getPrivateKeyPEM());

        try (DeviceAgent agent = builder(Transport.MQTT, "unreadable", Credentials.pemFiles(certificate, key))
                .build()) {
            agent.startAsync();
            await().atMost(Agents.SOON).until(() -> agent.health().lastFailure().isPresent());
            assertThat(agent.health().lastCause()).contains(FailureCause.CREDENTIAL_UNUSABLE);
            assertThat(agent.health().lastFailure().orElse(""))
                    .contains("The file " + certificate.toAbsolutePath() + " cannot be read", "Check the disk.");

            Files.delete(certificate);
            Files.writeString(certificate, own.getCertificatePathPEM());
            await().atMost(Agents.SOON).until(device::isConnected);
        }
    }
}
