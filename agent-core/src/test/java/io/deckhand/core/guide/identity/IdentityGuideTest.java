package io.deckhand.core.guide.identity;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.Transport;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.core.Assignment;
import io.deckhand.core.Credentials;
import io.deckhand.core.IssuedCertificate;
import io.deckhand.core.Provisioning;
import io.deckhand.core.identity.SimulatedWorkload;
import io.deckhand.identity.TokenCredential;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubEnrollment;
import io.deckhand.testkit.HubModule;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@LocalHubTest
class IdentityGuideTest {
    private static final class Maintenance {
        @DirectMethod
        String ping() {
            return "pong";
        }
    }

    private final LocalHub hub;
    private final String hostName;

    @TempDir
    private Path directory;

    IdentityGuideTest(LocalHub hub) {
        this.hub = hub;
        this.hostName = hub.hostName();
    }

    private void works(AgentBuilder builder, String deviceId) {
        worksAsItIs(builder.trustedCertificates(hub.caCertificate()), deviceId);
    }

    private void worksAsItIs(AgentBuilder builder, String deviceId) {
        try (DeviceAgent agent = builder.operationTimeout(Agents.SOON).build()) {
            agent.start(Agents.SOON);
            assertThat(agent.deviceId()).isEqualTo(deviceId);
            assertThat(hub.device(deviceId).invoke("ping", "null").payload()).isEqualTo("\"pong\"");
        }
    }

    private static String key(String connectionString) {
        return connectionString.substring(connectionString.indexOf("SharedAccessKey=") + "SharedAccessKey=".length());
    }

    private static X509Bundle selfSigned(String id) throws Exception {
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=" + id)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    @Test
    void connectionString() {
        String connectionString = hub.createDevice("fan-1").connectionString();
        // region connection-string
        AgentBuilder builder = AgentBuilder.forConnectionString(
                        connectionString) // HostName=...;DeviceId=...;SharedAccessKey=...
                .handlers(new Maintenance());
        // endregion
        works(builder, "fan-1");
    }

    @Test
    void keys() {
        HubDevice device = hub.createDevice("fan-2");
        String primaryKey = Base64.getEncoder().encodeToString(new byte[32]); // renewed at the hub meanwhile
        String secondaryKey = key(device.secondaryConnectionString());
        // region keys
        AgentBuilder builder = AgentBuilder.forDevice(
                        hostName, "fan-2", Credentials.sharedAccessKeys(primaryKey, secondaryKey))
                .handlers(new Maintenance());
        // endregion
        works(builder, "fan-2");
    }

    @Test
    void certificate() throws Exception {
        X509Bundle own = selfSigned("fan-3");
        hub.createDevice("fan-3", own.getCertificate());
        Path certificate = Files.writeString(directory.resolve("certificate.pem"), own.getCertificatePathPEM());
        Path privateKey = Files.writeString(directory.resolve("key.pem"), own.getPrivateKeyPEM());
        // region certificate
        AgentBuilder builder = AgentBuilder.forDevice(
                        hostName, "fan-3", Credentials.pemFiles(certificate, privateKey)) // read again when they change
                .handlers(new Maintenance());
        // endregion
        works(builder, "fan-3");
    }

    @Test
    void pkcs12() throws Exception {
        X509Bundle own = selfSigned("fan-4");
        hub.createDevice("fan-4", own.getCertificate());
        char[] password = "secret".toCharArray();
        Path file = directory.resolve("device.p12");
        try (var out = Files.newOutputStream(file)) {
            own.toKeyStore(password).store(out, password);
        }
        // region pkcs12
        AgentBuilder builder = AgentBuilder.forDevice(hostName, "fan-4", Credentials.pkcs12(file, password))
                .handlers(new Maintenance());
        // endregion
        works(builder, "fan-4");
    }

    @Test
    void keyStore() throws Exception {
        X509Bundle own = selfSigned("fan-5");
        hub.createDevice("fan-5", own.getCertificate());
        KeyStore store = own.toKeyStore(new char[0]);
        // region key-store
        AgentBuilder builder = AgentBuilder.forDevice(
                        hostName,
                        "fan-5",
                        Credentials.keyStore(store, new char[0])) // of PKCS#11: null for the password
                .handlers(new Maintenance());
        // endregion
        works(builder, "fan-5");
    }

    @Test
    void context() throws Exception {
        X509Bundle own = selfSigned("fan-6");
        String connectionString =
                hub.createDevice("fan-6", own.getCertificate()).connectionString();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.toKeyManagerFactory().getKeyManagers(), Hubs.trust(hub), null);
        // region context
        AgentBuilder builder = AgentBuilder.forConnectionString(connectionString) // HostName=...;DeviceId=...;x509=true
                .sslContext(context) // whose key managers show the certificate
                .handlers(new Maintenance());
        // endregion
        worksAsItIs(builder, "fan-6");
    }

    private static byte[] hmacInHardware(byte[] inside, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(inside, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void signer() {
        byte[] inside = Base64.getDecoder().decode(key(hub.createDevice("fan-7").connectionString()));
        // region signer
        TokenCredential hardware = request -> request.signed(hmacInHardware(inside, request.bytesToSign()));
        AgentBuilder builder =
                AgentBuilder.forDevice(hostName, "fan-7", hardware).handlers(new Maintenance());
        // endregion
        works(builder, "fan-7");
    }

    @Test
    void module() {
        HubModule camera = hub.createDevice("fan-10").createModule("camera");
        String key = key(camera.connectionString());
        // region module
        AgentBuilder builder = AgentBuilder.forModule(hostName, "fan-10", "camera", Credentials.sharedAccessKey(key))
                .handlers(new Maintenance());
        // endregion
        try (DeviceAgent agent =
                builder.trustedCertificates(hub.caCertificate()).build()) {
            agent.start(Agents.SOON);
            assertThat(camera.invoke("ping", "null").payload()).isEqualTo("\"pong\"");
        }
    }

    @Test
    void edgeModule() throws Exception {
        HubModule camera = hub.createDevice("fan-11").createModule("camera");
        try (SimulatedWorkload workload = SimulatedWorkload.atPort(hub, camera)) {
            Map<String, String> environment = workload.environment();
            // region edge-module
            AgentBuilder builder = AgentBuilder.forModuleFromEnvironment(environment) // System.getenv(), if left out
                    .handlers(new Maintenance());
            // endregion
            try (DeviceAgent agent = builder.build()) {
                agent.start(Agents.SOON);
                assertThat(camera.invoke("ping", "null").payload()).isEqualTo("\"pong\"");
            }
        }
    }

    @Test
    void group() {
        HubEnrollment line =
                hub.enrollments().group("line").payload("{\"hall\":2}").create();
        String endpoint = hub.hostName();
        String idScope = hub.enrollments().idScope();
        String derivedKey = line.derivedKey("fan-8");
        AtomicReference<Assignment> last = new AtomicReference<>();
        // region provisioning
        AgentBuilder builder = AgentBuilder.forProvisioning(
                        Provisioning.of(endpoint, idScope, "fan-8", Credentials.sharedAccessKey(derivedKey))
                                .payload(Map.of("line", 3)) // for an allocation policy of your own
                                .onAssigned(last::set)) // host name, device id, the service's payload
                .handlers(new Maintenance());
        // endregion
        works(builder, "fan-8");
        assertThat(requireNonNull(last.get()).payload()).contains("{\"hall\":2}");
    }

    @Test
    void aCertificateOfTheService() {
        HubEnrollment enrollment = hub.enrollments()
                .individual("fan-11")
                .issueCertificates(Duration.ofDays(30))
                .create();
        String endpoint = hub.hostName();
        String idScope = hub.enrollments().idScope();
        String key = enrollment.primaryKey();
        Path store = directory.resolve("store");
        // region issued-certificate
        AgentBuilder builder = AgentBuilder.forProvisioning(
                        Provisioning.of(endpoint, idScope, "fan-11", Credentials.sharedAccessKey(key))
                                .requestCertificate(IssuedCertificate.ecP256())) // a new key pair for each certificate
                .storeIn(store) // keeps the certificate and its key
                .handlers(new Maintenance());
        // endregion
        works(builder, "fan-11");
        assertThat(hub.device("fan-11").twin()).contains("\"authenticationType\":\"certificateAuthority\"");
    }

    @Test
    void provisioningByCertificate() throws Exception {
        X509Bundle own = selfSigned("fan-9");
        hub.enrollments().individual("fan-9").certificate(own.getCertificate()).create();
        String endpoint = hub.hostName();
        String idScope = hub.enrollments().idScope();
        Path certificate = Files.writeString(directory.resolve("fan-9.pem"), own.getCertificatePathPEM());
        Path privateKey = Files.writeString(directory.resolve("fan-9.key"), own.getPrivateKeyPEM());
        // region provisioning-certificate
        AgentBuilder builder = AgentBuilder.forProvisioning(
                        Provisioning.of(endpoint, idScope, "fan-9", Credentials.pemFiles(certificate, privateKey)))
                .transport(Transport.AMQPS)
                .handlers(new Maintenance());
        // endregion
        works(builder, "fan-9");
    }
}
