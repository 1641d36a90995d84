package io.deckhand.testkit.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.MethodResult;
import io.deckhand.testkit.fixture.PahoDevice;
import io.deckhand.testkit.internal.files.DirectoryLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubRestartTest {
    private static final String METHODS = "$iothub/methods/POST/#";

    @TempDir
    Path directory;

    @Test
    void aRestartInPlaceKeepsEverythingButConnections() throws Exception {
        try (LocalHub hub = LocalHub.start()) {
            HubDevice device = prepared(hub);

            hub.restart();

            assertThat(device.isConnected()).isFalse();
            assertEverythingIsThere(hub);
        }
    }

    @Test
    void aNewHubOverTheSameDirectoryKeepsEverything() throws Exception {
        String host;
        String connectionString;
        try (LocalHub hub = LocalHub.builder().dataDirectory(directory).start()) {
            host = hub.hostName();
            connectionString = prepared(hub).connectionString();
        }

        try (LocalHub hub =
                LocalHub.builder().host(host).dataDirectory(directory).start()) {
            assertThat(hub.device("d1").connectionString()).isEqualTo(connectionString);
            assertEverythingIsThere(hub);
        }
    }

    /** A program that locks a directory, and ends with 3 if it is in use. */
    static final class Locking {
        public static void main(String[] arguments) {
            try {
                DirectoryLock.take(Path.of(arguments[0]));
            } catch (IllegalStateException e) {
                System.exit(3);
            }
        }
    }

    private static int lockedElsewhere(Path state) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Locking.class.getName(),
                        state.toString())
                .inheritIO()
                .start()
                .waitFor();
    }

    @Test
    void aSecondHubIsRefusedADirectoryUntilTheFirstIsClosed() throws Exception {
        try (LocalHub first = LocalHub.builder().dataDirectory(directory).start()) {
            assertThatThrownBy(() -> LocalHub.builder().dataDirectory(directory).start())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("The directory '" + directory.resolve("state")
                            + "' is in use by another hub of this process. "
                            + "Stop that hub, or choose another data directory.");
            first.restart();
            assertThatThrownBy(() -> LocalHub.builder().dataDirectory(directory).start())
                    .hasMessageContaining("is in use by another hub");
            assertThat(lockedElsewhere(directory.resolve("state"))).isEqualTo(3);
        }
        assertThat(lockedElsewhere(directory.resolve("state"))).isZero();
        try (LocalHub next = LocalHub.builder().dataDirectory(directory).start()) {
            assertThat(next.createDevice("d1").deviceId()).isEqualTo("d1");
        }
    }

    @Test
    void ownerStringsAndTheAuthorityOutliveTheProcess() throws Exception {
        String owner;
        String authority;
        try (LocalHub hub = LocalHub.builder().dataDirectory(directory).start()) {
            owner = PahoDevice.keyIn(hub.ownerConnectionString());
            authority = Files.readString(hub.caCertificate());
        }

        try (LocalHub hub = LocalHub.builder().dataDirectory(directory).start()) {
            assertThat(PahoDevice.keyIn(hub.ownerConnectionString())).isEqualTo(owner);
            assertThat(hub.caCertificate()).hasContent(authority);
        }
    }

    @Test
    void aHubWhoseStateIsDamagedSaysWhereAndLeavesNoThread() throws Exception {
        String host;
        try (LocalHub hub = LocalHub.builder().dataDirectory(directory).start()) {
            host = hub.hostName();
            hub.enrollments().individual("fan").create();
        }
        Path damaged;
        try (Stream<Path> kept = Files.list(directory.resolve("state").resolve("enrollments"))) {
            damaged = kept.findFirst().orElseThrow();
        }
        Files.writeString(damaged, "{");

        assertThatThrownBy(() ->
                        LocalHub.builder().host(host).dataDirectory(directory).start())
                .hasMessageContaining(damaged.toString())
                .hasMessageContaining("is damaged");
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("deckhand-hub-" + host + "-"));
    }

    @Test
    void aDeletedDeviceStaysDeleted() {
        try (LocalHub hub = LocalHub.builder().dataDirectory(directory).start()) {
            hub.createDevice("gone").delete();
            hub.createDevice("Case");
            hub.createDevice("case");
        }

        try (LocalHub hub = LocalHub.builder().dataDirectory(directory).start()) {
            assertThatThrownBy(() -> hub.device("gone")).hasMessage("No device 'gone'. Known: Case, case.");
        }
    }

    @Test
    void onlyTheOwnerMayReadWhatIsKept() throws Exception {
        try (LocalHub hub = LocalHub.builder().dataDirectory(directory).start()) {
            hub.createDevice("d1").patchDesired("{\"a\":1}");
        }

        try (Stream<Path> files = Files.walk(directory.resolve("state"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void aStoppedHubRefusesConnectionsUntilItStartsAgain() throws Exception {
        try (LocalHub hub = LocalHub.start()) {
            HubDevice device = hub.createDevice("d1");
            hub.stop();
            device.patchDesired("{\"whileAway\":1}");
            assertThatThrownBy(hub::ports)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is stopped");
            try (PahoDevice paho = PahoDevice.of(hub, device)) {
                assertThatThrownBy(paho::connect).isNotNull();

                hub.startAgain();

                paho.connect();
                assertThat(device.isConnected()).isTrue();
                assertThat(device.desired()).contains("whileAway");
            }
        }
    }

    @Test
    void aClosedHubLeavesNoThread() {
        LocalHub hub = LocalHub.start();
        String name = "deckhand-hub-" + hub.hostName();
        assertThat(threadsNamed(name)).isNotEmpty().allMatch(Thread::isDaemon);

        hub.close();

        await().untilAsserted(() -> assertThat(threadsNamed(name)).isEmpty());
        assertThat(hub.caCertificate()).doesNotExist();
    }

    @Test
    void theSameSeedDrawsTheSameKeys() {
        try (LocalHub one = LocalHub.builder().seed(42).start();
                LocalHub other = LocalHub.builder().seed(42).start()) {
            assertThat(PahoDevice.keyIn(one.createDevice("d1").connectionString()))
                    .isEqualTo(PahoDevice.keyIn(other.createDevice("d1").connectionString()));
        }
    }

    private static List<Thread> threadsNamed(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(name))
                .toList();
    }

    /** A device with a twin, a session with a subscription to methods, and a message that waits. */
    private static HubDevice prepared(LocalHub hub) throws Exception {
        HubDevice device = hub.createDevice("d1");
        device.patchDesired("{\"target\":21}");
        device.patchTags("{\"room\":\"lab\"}");
        try (PahoDevice paho = PahoDevice.of(hub, device)) {
            paho.connect();
            paho.client().subscribe(METHODS, 0);
            paho.client().disconnect();
        }
        await().until(() -> !device.isConnected());
        device.sendCloudToDevice(CloudToDeviceMessage.of("waits").messageId("m1"));
        return device;
    }

    private static void assertEverythingIsThere(LocalHub hub) throws Exception {
        HubDevice device = hub.device("d1");
        assertThat(device.desired()).isEqualTo("{\"target\":21,\"$version\":2}");
        assertThat(device.twin()).contains("\"room\":\"lab\"");
        assertThat(device.pendingCloudToDevice()).isEqualTo(1);
        try (PahoDevice paho = PahoDevice.of(hub, device)) {
            assertThat(paho.connect()).isTrue();
            var answer = device.invokeAsync("ping", "1", Duration.ofSeconds(10), Duration.ZERO);
            PahoDevice.Received call = paho.next();
            assertThat(call.topic()).startsWith("$iothub/methods/POST/ping/?$rid=");
            String requestId = call.topic().substring(call.topic().indexOf("$rid="));
            paho.publish("$iothub/methods/res/200/?" + requestId, "2", 0);
            assertThat(answer.join()).isEqualTo(new MethodResult(200, "2"));

            paho.client().subscribe("devices/d1/messages/devicebound/#", 1);
            assertThat(paho.next().body()).isEqualTo("waits");
            await().until(() -> device.pendingCloudToDevice() == 0);
        }
    }
}
