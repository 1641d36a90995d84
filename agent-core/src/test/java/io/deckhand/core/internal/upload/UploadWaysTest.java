package io.deckhand.core.internal.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deckhand.DeviceAgent;
import io.deckhand.Transport;
import io.deckhand.UploadOptions;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.core.Credentials;
import io.deckhand.core.Provisioning;
import io.deckhand.core.identity.CertificateAuthority;
import io.deckhand.core.internal.connect.ConnectProxy;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubEnrollment;
import io.deckhand.testkit.HubModule;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads of devices with keys and certificates, of modules, through a proxy, and for longer than a signature lasts. */
@LocalHubTest
class UploadWaysTest {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    private final LocalHub hub;
    private final HubDevice device;

    @TempDir
    private Path directory;

    UploadWaysTest(LocalHub hub, HubDevice device) {
        this.hub = hub;
        this.device = device;
    }

    @BeforeEach
    void needsTheStandardPort() {
        assumeTrue(hub.httpsOnStandardPort(), "devices upload over port 443 only");
    }

    private static void upload(DeviceAgent agent) {
        agent.upload("file", new ByteArrayInputStream(CONTENT), UploadOptions.NONE.giveUpAfter(Agents.SOON));
    }

    private static void assertUploaded(HubDevice by) {
        assertThat(by.uploadedFiles())
                .singleElement()
                .satisfies(file -> assertThat(file.content()).isEqualTo(CONTENT));
    }

    @Test
    void aDeviceWithACertificateUploads() throws Exception {
        X509Bundle own = CertificateAuthority.selfSigned("uploader");
        HubDevice certified = hub.createDevice("uploader", own.getCertificate());
        Path certificate = directory.resolve("c.pem");
        Path key = directory.resolve("k.pem");
        CertificateAuthority.write(own, certificate, key);
        try (DeviceAgent agent = AgentBuilder.forDevice(
                        hub.hostName(), "uploader", Credentials.pemFiles(certificate, key))
                .trustedCertificates(hub.caCertificate())
                .build()) {
            upload(agent);
        }
        assertUploaded(certified);
    }

    @Test
    void aModuleUploads() {
        HubModule module = device.createModule("camera");
        try (DeviceAgent agent = AgentBuilder.forConnectionString(module.connectionString())
                .sslContext(hub.sslContext())
                .build()) {
            assertThat(agent.upload("file", new ByteArrayInputStream(CONTENT)).blobName())
                    .endsWith("/file");
        }
    }

    @Test
    void aProvisionedDeviceUploadsAsSoonAsItKnowsItsHub() {
        HubEnrollment enrollment = hub.enrollments().individual("provisioned").create();
        try (DeviceAgent agent = AgentBuilder.forProvisioning(Provisioning.of(
                        hub.hostName(),
                        hub.enrollments().idScope(),
                        "provisioned",
                        Credentials.sharedAccessKey(enrollment.primaryKey())))
                .sslContext(hub.sslContext())
                .build()) {
            var uploaded = agent.uploadAsync("file", new ByteArrayInputStream(CONTENT), UploadOptions.NONE);
            agent.start(Agents.SOON);
            uploaded.toCompletableFuture().join();
            assertUploaded(hub.device("provisioned"));
        }
    }

    @Test
    void uploadsGoThroughTheProxy() throws Exception {
        try (ConnectProxy proxy = ConnectProxy.asking("device", "let me out");
                DeviceAgent agent = Agents.builder(Transport.MQTT_WS, hub, device)
                        .proxy(proxy.host(), proxy.port(), "device", "let me out".toCharArray())
                        .build()) {
            upload(agent);
            assertUploaded(device);
            assertThat(proxy.tunnels()).hasSizeGreaterThanOrEqualTo(3).containsOnly(hub.hostName() + ":443");
        }
    }

    @Test
    void anUploadThatOutlastsItsSignatureAsksForAnother() throws Exception {
        AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
        try (LocalHub slow = LocalHub.builder().clock(new Ahead(ahead)).start()) {
            HubDevice uploader = slow.createDevice("slow");
            try (DeviceAgent agent = Agents.builder(slow, uploader)
                    .tokenLifetime(Duration.ofDays(20))
                    .build()) {
                byte[] content = new byte[3 * 1024 * 1024];
                agent.upload(
                        "slow",
                        new ByteArrayInputStream(content),
                        UploadOptions.NONE.onProgress(
                                (sent, total) -> ahead.updateAndGet(by -> by.plus(Duration.ofHours(2)))));
                assertThat(uploader.uploadedFiles())
                        .singleElement()
                        .satisfies(file -> assertThat(file.content()).isEqualTo(content));
            }
        }
    }

    /** A clock that runs ahead. */
    private static final class Ahead extends Clock {
        private final AtomicReference<Duration> by;

        Ahead(AtomicReference<Duration> by) {
            this.by = by;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(by.get());
        }
    }
}
