package io.deckhand.testkit.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.store.DirectoryStore;
import io.deckhand.testkit.internal.store.StateStore.Shelf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A hub that is killed (SIGKILL) amid writes, again and again: whatever it said it had done is there afterwards. */
@ResourceLock("the hub of KilledHubTest")
class KilledHubTest {
    private static final String HOST = "127.202.0.9";
    private static final long SEED = 20_261_121;
    private static final int ROUNDS = 2;

    @TempDir
    Path directory;

    private final Random random = new Random(SEED);
    private final Map<String, Integer> acknowledged = new LinkedHashMap<>();

    @Test
    @Timeout(300) // Starting a process takes long on a busy machine.
    void everythingAcknowledgedSurvives() throws Exception {
        String authority = prepare();
        String keys = "";
        for (int round = 0; round < ROUNDS; round++) {
            try (HubProcess process = HubProcess.fromClassPath(
                    directory, "--host", HOST, "--https-port", "0", "--data", data().toString())) {
                JsonNode info = process.awaitReady();
                RunningHub hub = RunningHub.of(directory.resolve("hub.json"));
                check(hub);
                if (round == 0) {
                    hub.call("PUT", jobThatWaitsForItsDevice(), "jobs", "v2", "patient");
                }
                assertThat(info.path("ownerConnectionString").asText()).contains(keys);
                keys = info.path("ownerConnectionString").asText();
                writeUntilKilled(round, hub, process);
            }
            Files.deleteIfExists(directory.resolve("hub.json"));
        }

        assertThat(acknowledged).hasSizeGreaterThan(ROUNDS * 5);
        try (LocalHub hub =
                LocalHub.builder().host(HOST).httpsPort(0).dataDirectory(data()).start()) {
            acknowledged.forEach((id, value) -> assertThat(hub.device(id).desired())
                    .satisfiesAnyOf(
                            desired -> assertThat(desired).contains("\"n\":" + value),
                            // What was under way when the hub was killed may be there too.
                            desired -> assertThat(desired).contains("\"n\":" + (value + 1))));
            HubDevice kept = hub.device("kept");
            assertThat(kept.pendingCloudToDevice()).isEqualTo(1);
            assertThat(hub.caCertificate()).hasContent(authority);
        }
        assertThat(new DirectoryStore(data().resolve("state")).load(Shelf.SESSIONS))
                .containsKey("kept");
        assertThat(new DirectoryStore(data().resolve("state")).load(Shelf.JOBS))
                .hasEntrySatisfying(
                        "patient",
                        job -> assertThat(job.path("status").asText()).isIn("queued", "running"));
    }

    private static ObjectNode jobThatWaitsForItsDevice() {
        ObjectNode job = Json.object().put("type", "scheduleDeviceMethod").put("queryCondition", "deviceId = 'kept'");
        job.putObject("cloudToDeviceMethod").put("methodName", "reboot").put("connectTimeoutInSeconds", 300);
        return job;
    }

    /** Puts a message and a session there, which the processes are to carry over. {@return the authority} */
    private String prepare() throws Exception {
        try (LocalHub hub =
                LocalHub.builder().host(HOST).httpsPort(0).dataDirectory(data()).start()) {
            HubDevice device = hub.createDevice("kept");
            device.sendCloudToDevice(CloudToDeviceMessage.of("waiting"));
            ObjectNode session = Json.object();
            session.putArray("subscriptions")
                    .addObject()
                    .put("filter", "$iothub/methods/POST/#")
                    .put("qos", 0);
            new DirectoryStore(data().resolve("state")).save(Shelf.SESSIONS, "kept", session);
            return Files.readString(hub.caCertificate());
        }
    }

    private void check(RunningHub hub) throws Exception {
        for (Map.Entry<String, Integer> device : acknowledged.entrySet()) {
            JsonNode twin = hub.call("GET", null, "twins", device.getKey());
            assertThat(twin.at("/properties/desired/n").asInt())
                    .as("%s, seed %s", device.getKey(), SEED)
                    .isBetween(device.getValue(), device.getValue() + 1);
        }
    }

    private void writeUntilKilled(int round, RunningHub hub, HubProcess process) throws Exception {
        int killAfter = 10 + random.nextInt(30);
        Thread killer = new Thread(process::close);
        try {
            for (int write = 0; ; write++) {
                if (write == killAfter) {
                    killer.start();
                }
                String id = "r" + round + "-" + (write % 7);
                int next = acknowledged.getOrDefault(id, 0) + 1;
                if (next == 1) {
                    hub.call("PUT", Json.object().put("deviceId", id), "devices", id);
                }
                hub.call("PATCH", desired(next), "twins", id);
                acknowledged.put(id, next);
            }
        } catch (IOException expected) {
            killer.join();
            process.awaitExit();
        }
    }

    private static ObjectNode desired(int value) {
        ObjectNode patch = Json.object();
        patch.putObject("properties").putObject("desired").put("n", value);
        return patch;
    }

    private Path data() {
        return directory.resolve("data");
    }
}
