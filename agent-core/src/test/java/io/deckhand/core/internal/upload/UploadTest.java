package io.deckhand.core.internal.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.azure.sdk.iot.service.messaging.AcknowledgementType;
import com.microsoft.azure.sdk.iot.service.messaging.FileUploadNotification;
import com.microsoft.azure.sdk.iot.service.messaging.FileUploadNotificationProcessorClient;
import com.microsoft.azure.sdk.iot.service.messaging.FileUploadNotificationProcessorClientOptions;
import com.microsoft.azure.sdk.iot.service.messaging.IotHubServiceClientProtocol;
import io.deckhand.AgentException;
import io.deckhand.DeviceAgent;
import io.deckhand.FileUpload;
import io.deckhand.UploadOptions;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.UploadedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Files that the agent uploads: whole, checked, told of, and in spite of a bad network. */
@LocalHubTest
@ResourceLock("the hub of UploadTest") // faults of uploads concern all devices of a hub
class UploadTest {
    private static final int MIB = 1024 * 1024;

    private final LocalHub hub;
    private final HubDevice device;

    @TempDir
    private Path directory;

    UploadTest(LocalHub hub, HubDevice device) {
        this.hub = hub;
        this.device = device;
    }

    @BeforeEach
    void needsTheStandardPort() {
        assumeTrue(hub.httpsOnStandardPort(), "devices upload over port 443 only");
    }

    @AfterEach
    void endFaults() {
        hub.faults().clear();
    }

    private DeviceAgent agent() {
        return Agents.builder(hub, device).build();
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(directory.resolve("file"), content);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    private static UploadOptions patience(Duration time) {
        return UploadOptions.NONE.giveUpAfter(time);
    }

    @Test
    void aFileIsUploadedAndABackEndIsNotified() throws Exception {
        byte[] content = random(3 * MIB + 500);
        Queue<FileUploadNotification> heard = new ConcurrentLinkedQueue<>();
        FileUploadNotificationProcessorClient backEnd = notifications(heard);
        backEnd.start();
        try (DeviceAgent agent = agent()) {
            FileUpload done = agent.upload(
                    "logs/boot #1.txt",
                    file(content),
                    UploadOptions.NONE.contentType("text/plain").metadata("Kind", "boot log"));

            assertThat(done)
                    .isEqualTo(
                            new FileUpload(device.deviceId() + "/logs/boot #1.txt", content.length, sha256(content)));
            assertThat(device.uploadedFiles()).singleElement().satisfies(file -> {
                assertThat(file.name()).isEqualTo("logs/boot #1.txt");
                assertThat(file.content()).isEqualTo(content);
                assertThat(file.contentType()).isEqualTo("text/plain");
                assertThat(file.metadata()).isEqualTo(Map.of("kind", "boot log", "sha256", sha256(content)));
            });
            await().atMost(Agents.SOON)
                    .until(() -> heard.stream()
                            .anyMatch(each -> each.getBlobName().equals(done.blobName())
                                    && each.getBlobSizeInBytes() == content.length));
        } finally {
            backEnd.stop();
        }
    }

    private FileUploadNotificationProcessorClient notifications(Queue<FileUploadNotification> heard) {
        return new FileUploadNotificationProcessorClient(
                hub.connectionString("service"),
                IotHubServiceClientProtocol.AMQPS,
                notification -> {
                    heard.add(notification);
                    return AcknowledgementType.COMPLETE;
                },
                FileUploadNotificationProcessorClientOptions.builder()
                        .sslContext(hub.sslContext())
                        .build());
    }

    @Test
    void aStreamIsUploadedToItsEndAndStaysOpen() throws Exception {
        byte[] content = random(2 * MIB);
        AtomicBoolean closed = new AtomicBoolean();
        InputStream stream = new ByteArrayInputStream(content) {
            @Override
            public void close() {
                closed.set(true);
            }
        };
        List<String> progress = new CopyOnWriteArrayList<>();
        try (DeviceAgent agent = agent()) {
            agent.upload(
                    "stream",
                    stream,
                    UploadOptions.NONE.onProgress((sent, total) -> progress.add(sent + " of " + total)));
        }
        assertThat(device.uploadedFiles()).extracting(UploadedFile::content).containsExactly(content);
        assertThat(closed).isFalse();
        assertThat(progress)
                .containsExactly(MIB + " of " + OptionalLong.empty(), 2 * MIB + " of " + OptionalLong.empty());
    }

    @Test
    void anEmptyFileIsABlobToo() throws Exception {
        try (DeviceAgent agent = agent()) {
            assertThat(agent.upload("empty", file(new byte[0])).size()).isZero();
        }
        assertThat(device.uploadedFiles())
                .singleElement()
                .satisfies(file -> assertThat(file.content()).isEmpty());
    }

    @Test
    void anUploadGoesOnWhereItsConnectionWasCut() throws Exception {
        byte[] content = random(3 * MIB);
        List<Long> progress = new CopyOnWriteArrayList<>();
        try (DeviceAgent agent = agent()) {
            agent.upload("large", file(content), UploadOptions.NONE.onProgress((sent, total) -> {
                progress.add(sent);
                if (sent < 3 * MIB) {
                    hub.faults().cutUploads(4); // each further block takes a fifth attempt, at a second place
                }
            }));
        }
        assertThat(progress).containsExactly((long) MIB, 2L * MIB, 3L * MIB);
        assertThat(device.uploadedFiles()).extracting(UploadedFile::content).containsExactly(content);
    }

    @Test
    void placesThatWereLeftDoNotCountAsUploadsUnderWay() throws Exception {
        Path file = file(random(100));
        try (DeviceAgent agent = agent()) {
            for (int upload = 0; upload < 12; upload++) { // the hub allows ten
                hub.faults().cutUploads(2);
                agent.upload("again", file);
            }
        }
        assertThat(device.uploadedFiles()).hasSize(1);
    }

    @Test
    void anUploadWaitsForAHubThatIsInTrouble() throws Exception {
        Path file = file(random(100));
        try (DeviceAgent agent = agent()) {
            hub.faults().refuseRequests(device, 503001);
            CompletionStage<FileUpload> upload = agent.uploadAsync("later", file, UploadOptions.NONE);
            assertThat(upload.toCompletableFuture()).isNotDone();
            hub.faults().acceptRequests();

            upload.toCompletableFuture().get(Agents.SOON.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(device.uploadedFiles()).hasSize(1);
    }

    @Test
    void anUploadThatTheHubRefusesSaysWhyAndWhatToDo() throws Exception {
        Path file = file(random(100));
        try (DeviceAgent agent = agent()) {
            device.disable();

            assertThatThrownBy(() -> agent.upload("refused", file))
                    .isInstanceOf(AgentException.class)
                    .hasMessageStartingWith("'refused' was not uploaded: the hub answered 401")
                    .hasMessageContaining("Check the device's credential");
        }
    }

    @Test
    void anUploadGivesUpWhenNothingGetsThrough() throws Exception {
        Path file = file(random(100));
        try (DeviceAgent agent = agent()) {
            hub.faults().refuseRequests(device, 503001);

            assertThatThrownBy(() -> agent.upload("in vain", file, patience(Duration.ofMillis(300))))
                    .isInstanceOf(AgentException.class)
                    .hasMessageStartingWith("'in vain' was not uploaded: there was no progress for 0.3 s, last because "
                            + "the hub answered 503");
        }
        assertThat(device.uploadedFiles()).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadIsNoFaultOfTheNetwork() {
        try (DeviceAgent agent = agent()) {
            assertThatThrownBy(() -> agent.upload("none", directory.resolve("not there")))
                    .isInstanceOf(AgentException.class)
                    .hasMessageStartingWith("The content of 'none' could not be read: ");
        }
    }

    @Test
    void closingEndsAnUploadThatWaitsForItsContent() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        DeviceAgent agent = agent();
        CompletionStage<FileUpload> upload = agent.uploadAsync("endless", new Stalled(reading), UploadOptions.NONE);
        reading.await();
        agent.close();

        assertThat(catchThrowable(() -> upload.toCompletableFuture().get()))
                .hasCauseInstanceOf(AgentException.class)
                .hasMessageContaining("was closed before the upload was complete");
        assertThatThrownBy(() -> agent.uploadAsync("late", new Stalled(reading), UploadOptions.NONE))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("is closed");
        await().atMost(Agents.SOON).until(() -> threadsOfUploads() == 0);
    }

    @Test
    void anInterruptedCallerEndsItsUpload() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (DeviceAgent agent = agent()) {
            Thread caller = new Thread(() -> thrown.set(catchThrowable(() -> agent.upload("x", new Stalled(reading)))));
            caller.start();
            reading.await();
            caller.interrupt();
            caller.join();

            assertThat(thrown.get()).isInstanceOf(AgentException.class).hasMessage("Uploading was interrupted.");
            await().atMost(Agents.SOON).until(() -> Stalled.interrupted.getCount() == 0);
        }
    }

    private long threadsOfUploads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("deckhand-" + device.deviceId() + "-upload"))
                .count();
    }

    /** A stream that has nothing yet. */
    private static final class Stalled extends InputStream {
        static final CountDownLatch interrupted = new CountDownLatch(1);
        private final CountDownLatch reading;

        Stalled(CountDownLatch reading) {
            this.reading = reading;
        }

        @Override
        public int read() throws IOException {
            reading.countDown();
            try {
                new CountDownLatch(1).await();
                return -1;
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw new IOException(e);
            }
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            return read();
        }
    }

    @Test
    void aListenerThatFailsDoesNotFailItsUpload() throws Exception {
        Path file = file(random(100));
        try (DeviceAgent agent = agent()) {
            agent.upload("told", file, UploadOptions.NONE.onProgress((sent, total) -> {
                throw new IllegalStateException("on purpose");
            }));
        }
        assertThat(device.uploadedFiles()).hasSize(1);
    }

    @Test
    void badNamesAndOptionsAreRefusedAtTheCall() throws Exception {
        Path file = file(random(1));
        try (DeviceAgent agent = agent()) {
            for (String name : List.of("", " ", "/x", "x/", "n".repeat(1024))) {
                assertThatThrownBy(() -> agent.upload(name, file))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("is not a blob name");
            }
        }
        assertThatThrownBy(() -> UploadOptions.NONE.metadata("1st", "x")).hasMessageContaining("no digit first");
        assertThatThrownBy(() -> UploadOptions.NONE.metadata("SHA256", "x"))
                .hasMessageContaining("reserved for the agent");
        assertThatThrownBy(() -> UploadOptions.NONE.metadata("x", "a\r\nb: c")).hasMessageContaining("HTTP header");
        assertThatThrownBy(() -> UploadOptions.NONE.metadata("x", "y".repeat(9000)))
                .hasMessageContaining("The limit of Azure Storage is 8 KB");
        assertThatThrownBy(() -> UploadOptions.NONE.contentType("")).hasMessageContaining("contentType is ''");
        assertThatThrownBy(() -> patience(Duration.ZERO)).hasMessageContaining("more than zero");
        assertThatThrownBy(() -> patience(Duration.ofDays(8))).hasMessageContaining("7 days at most");
    }

    @Test
    void aLargeFileHasLargerBlocksAndNotMoreThanStorageTakes() {
        assertThat(Blocks.blockSize(OptionalLong.empty())).isEqualTo(MIB);
        assertThat(Blocks.blockSize(OptionalLong.of(0))).isEqualTo(1);
        assertThat(Blocks.blockSize(OptionalLong.of(700))).isEqualTo(700);
        assertThat(Blocks.blockSize(OptionalLong.of(50_000L * MIB))).isEqualTo(MIB);
        assertThat(Blocks.blockSize(OptionalLong.of(50_000L * MIB + 1))).isEqualTo(MIB + 1);
    }
}
