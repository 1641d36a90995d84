package io.deckhand.core.internal.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deckhand.CloudMessage;
import io.deckhand.CloudToDevice;
import io.deckhand.ConnectionState;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.PayloadField;
import io.deckhand.Progress;
import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.core.LogTap;
import io.deckhand.core.Reborn;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.MethodResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of operations whose process ends: of each there is an end, and it runs once. */
@LocalHubTest
class DurableOperationTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    static final class Firmware {
        final CountDownLatch written = new CountDownLatch(1);
        final List<String> runs = new CopyOnWriteArrayList<>();

        @DirectMethod(longRunning = true, resumable = true)
        String update(@PayloadField("version") String version, Progress progress) throws InterruptedException {
            if (progress.saved(Integer.class).isEmpty()) {
                runs.add("wrote " + version);
                progress.report(50, "written");
                progress.save(7);
                written.countDown();
                new CountDownLatch(1).await(); // the reboot
            }
            runs.add("resumed at " + progress.saved(Integer.class).orElseThrow());
            return version;
        }

        @DirectMethod(longRunning = true)
        String endless(Progress progress) throws InterruptedException {
            runs.add("endless");
            written.countDown();
            new CountDownLatch(1).await();
            return "never";
        }

        @DirectMethod(longRunning = true)
        String quick() {
            runs.add("quick");
            return "done";
        }
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static String begun(HubDevice device, String method, String payload) {
        MethodResult result = device.invoke(method, payload);
        assertThat(result.status()).as(result.payload()).isEqualTo(202);
        return tree(result.payload()).path("operationId").textValue();
    }

    private static JsonNode reported(HubDevice device, String id) {
        return tree(device.reported()).path("deckhand").path("operations").path(id);
    }

    private static void awaitStatus(HubDevice device, String id, String status) {
        await().atMost(Agents.SOON)
                .until(() -> reported(device, id).path("status").asText().equals(status));
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aResumableOneGoesOnWithWhatItSavedAndReportsItsResult(Transport transport, LocalHub hub, HubDevice device)
            throws InterruptedException {
        Path store = directory.resolve("s");
        Firmware first = new Firmware();
        String id;
        Path found;
        try (DeviceAgent agent =
                Agents.builder(transport, hub, device, first).storeIn(store).build()) {
            agent.start(Agents.SOON);
            id = begun(device, "update", "{\"version\":\"1.4\",\"$operationKey\":\"k\"}");
            first.written.await();
            found = Reborn.copy(store);
        }
        Firmware second = new Firmware();
        try (DeviceAgent agent =
                Agents.builder(transport, hub, device, second).storeIn(found).build()) {
            agent.start(Agents.SOON);
            awaitStatus(device, id, "succeeded");
            assertThat(reported(device, id).path("result").asText()).isEqualTo("1.4");
            assertThat(second.runs).containsExactly("resumed at 7");
            assertThat(begun(device, "update", "{\"version\":\"1.4\",\"$operationKey\":\"k\"}"))
                    .as("a call that is repeated after the restart")
                    .isEqualTo(id);
            assertThat(second.runs).hasSize(1);
        }
    }

    @Test
    void anyOtherIsInterrupted(LocalHub hub, HubDevice device) throws InterruptedException {
        LogTap.listen();
        Path store = directory.resolve("s");
        Firmware first = new Firmware();
        String id;
        Path found;
        try (DeviceAgent agent =
                Agents.builder(hub, device, first).storeIn(store).build()) {
            agent.start(Agents.SOON);
            id = begun(device, "endless", "null");
            first.written.await();
            awaitStatus(device, id, "running");
            found = Reborn.copy(store);
        }
        Firmware second = new Firmware();
        try (DeviceAgent agent =
                Agents.builder(hub, device, second).storeIn(found).build()) {
            agent.start(Agents.SOON);
            awaitStatus(device, id, "interrupted");
            assertThat(reported(device, id).path("endedAt").isTextual()).isTrue();
            assertThat(second.runs).isEmpty();
        }
        assertThat(LogTap.logged())
                .as("closing is no failure of a handler")
                .contains("operation " + id + " of 'endless' was interrupted")
                .doesNotContain("operation " + id + " of 'endless' failed");
    }

    @Test
    void aKeyHoldsAfterARestartAlsoOfAnOperationThatTheTwinHasForgotten(LocalHub hub, HubDevice device) {
        Path store = directory.resolve("s");
        Firmware first = new Firmware();
        String id;
        try (DeviceAgent agent =
                Agents.builder(hub, device, first).storeIn(store).build()) {
            agent.start(Agents.SOON);
            id = begun(device, "quick", "{\"$operationKey\":\"k\"}");
            awaitStatus(device, id, "succeeded");
            for (int i = 0; i < 11; i++) {
                begun(device, "quick", "null");
            }
            await().until(() -> first.runs.size() == 12 && reported(device, id).isMissingNode());
        }
        Firmware second = new Firmware();
        try (DeviceAgent agent =
                Agents.builder(hub, device, second).storeIn(store).build()) {
            agent.start(Agents.SOON);
            MethodResult again = device.invoke("quick", "{\"$operationKey\":\"k\"}");
            assertThat(tree(again.payload()).path("operationId").asText()).isEqualTo(id);
            assertThat(tree(again.payload()).path("status").asText()).isEqualTo("succeeded");
            assertThat(second.runs).isEmpty();
        }
    }

    static final class Stubborn {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch end = new CountDownLatch(1);

        @DirectMethod(longRunning = true)
        String ends() throws InterruptedException {
            begun.countDown();
            end.await();
            return "done";
        }
    }

    @Test
    void oneThatEndsWhileItsAgentClosesHasItsEndInTheTwinAfterTheRestart(LocalHub hub, HubDevice device)
            throws InterruptedException {
        Path store = directory.resolve("s");
        Stubborn first = new Stubborn();
        DeviceAgent agent = Agents.builder(hub, device, first).storeIn(store).build();
        agent.start(Agents.SOON);
        String id = begun(device, "ends", "null");
        first.begun.await();
        awaitStatus(device, id, "running");
        hub.faults().silence(device);
        agent.sendAsync("never acknowledged, so closing takes some seconds");
        CompletableFuture<Void> closed = CompletableFuture.runAsync(agent::close);
        await().until(() -> agent.state() == ConnectionState.CLOSED);
        first.end.countDown();
        assertThat(closed).succeedsWithin(Agents.SOON);
        hub.faults().clear();
        try (DeviceAgent next =
                Agents.builder(hub, device, new Stubborn()).storeIn(store).build()) {
            next.start(Agents.SOON);
            await().atMost(Agents.SOON)
                    .untilAsserted(
                            () -> assertThat(reported(device, id).path("status").asText())
                                    .isIn("succeeded", "interrupted"));
        }
    }

    static final class Inbox {
        final List<String> handled = new CopyOnWriteArrayList<>();

        @CloudToDevice
        void message(CloudMessage message) {
            handled.add(String.valueOf(message.messageId()));
        }
    }

    @Test
    void aMessageThatWasHandledBeforeTheCutIsNotHandledAgain(LocalHub hub, HubDevice device) {
        Path store = directory.resolve("s");
        Inbox first = new Inbox();
        try (DeviceAgent agent =
                Agents.builder(hub, device, first).storeIn(store).build()) {
            agent.start(Agents.SOON);
            device.sendCloudToDevice(
                    io.deckhand.testkit.CloudToDeviceMessage.of("once").messageId("m1"));
            await().until(() -> first.handled.contains("m1"));
            agent.close(Duration.ofSeconds(5));
        }
        Inbox second = new Inbox();
        try (DeviceAgent agent =
                Agents.builder(hub, device, second).storeIn(store).build()) {
            agent.start(Agents.SOON);
            device.sendCloudToDevice(
                    io.deckhand.testkit.CloudToDeviceMessage.of("again").messageId("m1"));
            device.sendCloudToDevice(
                    io.deckhand.testkit.CloudToDeviceMessage.of("next").messageId("m2"));
            await().until(() -> second.handled.contains("m2"));
            assertThat(second.handled).containsExactly("m2");
        }
    }
}
