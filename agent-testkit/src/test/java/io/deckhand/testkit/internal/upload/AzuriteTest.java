package io.deckhand.testkit.internal.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.FileUploadCompletionNotification;
import com.microsoft.azure.sdk.iot.device.FileUploadSasUriRequest;
import com.microsoft.azure.sdk.iot.device.FileUploadSasUriResponse;
import com.microsoft.azure.sdk.iot.service.messaging.FileUploadNotification;
import com.microsoft.azure.sdk.iot.service.messaging.FileUploadNotificationProcessorClient;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.fixture.HubFixture;
import io.deckhand.testkit.fixture.ServiceClients;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads to Azurite, whose signatures are those of the real storage. It is not fetched: it has 360 MB. */
class AzuriteTest {
    /** The account that Azurite always has, with its well-known key. */
    private static final String ACCOUNT = "AccountName=devstoreaccount1;AccountKey="
            + "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    @TempDir
    private Path directory;

    private Process azurite;
    private SSLContext trust;
    private int port;

    @BeforeEach
    void start() throws Exception {
        Optional<Path> program = onPath("azurite-blob");
        assumeTrue(program.isPresent(), "azurite-blob is not on the PATH; 'npm install --global azurite' brings it");
        X509Bundle certificate = new CertificateBuilder()
                .ecp256()
                .subject("CN=azurite")
                .setIsCertificateAuthority(true)
                .addSanIpAddress("127.0.0.1")
                .buildSelfSigned();
        trust = trusting(certificate);
        port = freePort();
        azurite = new ProcessBuilder(
                        program.get().toString(),
                        "--blobHost",
                        "127.0.0.1",
                        "--blobPort",
                        Integer.toString(port),
                        "--inMemoryPersistence",
                        "--silent",
                        "--skipApiVersionCheck",
                        "--disableTelemetry",
                        "--cert",
                        Files.writeString(directory.resolve("cert.pem"), certificate.getCertificatePEM())
                                .toString(),
                        "--key",
                        Files.writeString(directory.resolve("key.pem"), certificate.getPrivateKeyPEM())
                                .toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("azurite.txt").toFile())
                .start();
        await().atMost(Duration.ofSeconds(90))
                .failFast("Azurite has ended", () -> !azurite.isAlive())
                .until(this::listens);
    }

    @AfterEach
    void stop() {
        if (azurite != null) {
            azurite.destroyForcibly();
        }
    }

    @Test
    void aFileIsUploadedToTheStorageAccountAndABackEndHearsOfIt() throws Exception {
        String connectionString = ACCOUNT + ";BlobEndpoint=https://127.0.0.1:" + port + "/devstoreaccount1";
        Queue<FileUploadNotification> heard = new ConcurrentLinkedQueue<>();
        try (LocalHub hub = LocalHub.builder().storage(connectionString, trust).start()) {
            assumeTrue(hub.httpsOnStandardPort(), "the device SDK knows no port but 443");
            HubDevice device = hub.createDevice("fan");
            FileUploadNotificationProcessorClient back = ServiceClients.uploads(hub, heard);
            back.start();
            DeviceClient client = HubFixture.client(hub, device.connectionString());
            client.open(false);

            FileUploadSasUriResponse slot = client.getFileUploadSasUri(new FileUploadSasUriRequest("logs/a-b.txt"));
            URI blob = slot.getBlobUri();
            assertThat(blob.getPort()).isEqualTo(port);
            HttpClient http = HttpClient.newBuilder().sslContext(trust).build();
            HttpRequest put = HttpRequest.newBuilder(blob)
                    .header("x-ms-blob-type", "BlockBlob")
                    .PUT(BodyPublishers.ofString("hello"))
                    .build();
            assertThat(http.send(put, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
            client.completeFileUpload(new FileUploadCompletionNotification(slot.getCorrelationId(), true, 201, "done"));

            await().atMost(Duration.ofSeconds(60)).until(() -> !heard.isEmpty());
            assertThat(heard.element().getBlobName()).isEqualTo("fan/logs/a-b.txt");
            assertThat(heard.element().getBlobSizeInBytes()).isEqualTo(5);
            assertThat(http.send(HttpRequest.newBuilder(blob).build(), BodyHandlers.ofString())
                            .body())
                    .isEqualTo("hello");
            client.close();
            back.stop();
        }
    }

    @Test
    void aStorageThatRefusesTheKeyIsNoStorage() {
        String wrong =
                ACCOUNT.replace("Eby8", "AAAA") + ";BlobEndpoint=https://127.0.0.1:" + port + "/devstoreaccount1";

        assertThatThrownBy(() -> LocalHub.builder().storage(wrong, trust).start())
                .hasMessageContaining("cannot be used: it answered 403")
                .hasMessageNotContaining("AAAA");
    }

    private boolean listens() {
        try (Socket unused = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Optional<Path> onPath(String program) {
        return Stream.of(System.getenv("PATH").split(Pattern.quote(File.pathSeparator)))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static SSLContext trusting(X509Bundle certificate) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("azurite", certificate.getCertificate());
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
