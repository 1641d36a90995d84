package io.deckhand.core.internal.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.deckhand.AgentException;
import io.deckhand.Delivery;
import io.deckhand.DeviceAgent;
import io.deckhand.LossCause;
import io.deckhand.Overflow;
import io.deckhand.Priority;
import io.deckhand.Receipt;
import io.deckhand.SendOptions;
import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.core.Reborn;
import io.deckhand.core.StoreOptions;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.TelemetryMessage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@LocalHubTest
class DurableTelemetryTest {
    @TempDir
    Path directory;

    private static List<String> numbered(int to) {
        return IntStream.range(0, to).mapToObj(i -> "m" + i).toList();
    }

    private static void kept(DeviceAgent agent) {
        assertThat(agent.flush(Agents.SOON, Delivery.KEPT)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void messagesOutliveThePowerCutWithAllThatGoesWithThem(Transport transport, LocalHub hub, HubDevice device) {
        Path store = directory.resolve("s");
        DeviceAgent first =
                Agents.builder(transport, hub, device).storeIn(store).build();
        SendOptions options = SendOptions.of(Map.of("line", "3", "ünit", "°C")).content("text/plain", "utf-8");
        numbered(500).forEach(text -> first.sendAsync(text, options));
        first.sendAsync("alarm", SendOptions.NONE.priority(Priority.HIGH));
        first.sendAsync(Map.of("t", 21.5));
        kept(first);
        Path found = Reborn.copy(store);
        first.close(Duration.ZERO);

        try (DeviceAgent second =
                Agents.builder(transport, hub, device).storeIn(found).build()) {
            assertThat(second.health().telemetryWaiting()).isEqualTo(502);
            second.start(Agents.SOON);
            second.awaitCaughtUp(Agents.SOON);
            List<TelemetryMessage> arrived = device.telemetry();
            assertThat(arrived)
                    .extracting(TelemetryMessage::text)
                    .startsWith("alarm", "m0", "m1")
                    .hasSize(502);
            assertThat(arrived.subList(1, 501))
                    .extracting(TelemetryMessage::text)
                    .isEqualTo(numbered(500));
            assertThat(arrived.get(1).properties()).containsEntry("line", "3").containsEntry("ünit", "°C");
            assertThat(arrived.get(501).text()).isEqualTo("{\"t\":21.5}");
            assertThat(arrived.get(501).systemProperties()).containsValue("application/json");
        }
        try (DeviceAgent third =
                Agents.builder(transport, hub, device).storeIn(found).build()) {
            assertThat(third.health().telemetryWaiting())
                    .as("what was acknowledged")
                    .isZero();
        }
    }

    @Test
    void aMessageSentBeforeAndAfterTheCutHasOneId(LocalHub hub, HubDevice device) {
        Path store = directory.resolve("s");
        try (DeviceAgent first = Agents.builder(hub, device).storeIn(store).build()) {
            first.sendAsync("once");
            kept(first);
            Path found = Reborn.copy(store);
            first.start(Agents.SOON);
            first.awaitCaughtUp(Agents.SOON);
            first.close();
            try (DeviceAgent second = Agents.builder(hub, device).storeIn(found).build()) {
                second.start(Agents.SOON);
                second.awaitCaughtUp(Agents.SOON);
            }
        }
        assertThat(device.telemetry()).hasSize(2);
        assertThat(device.telemetry().get(0).systemProperties().get("messageId"))
                .isNotNull()
                .isEqualTo(device.telemetry().get(1).systemProperties().get("messageId"));
    }

    @Test
    void aBacklogBeyondMemoryKeepsItsOrderAndItsSendersAreTold(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent =
                Agents.builder(hub, device).storeIn(directory.resolve("s")).build()) {
            List<CompletableFuture<Void>> sent = numbered(6_000).stream()
                    .map(text -> agent.sendAsync(text).toCompletableFuture())
                    .toList();
            agent.startAsync();
            await().atMost(Agents.SOON).until(() -> sent.stream().allMatch(CompletableFuture::isDone));
            assertThat(sent).noneMatch(CompletableFuture::isCompletedExceptionally);
            assertThat(device.telemetry()).extracting(TelemetryMessage::text).isEqualTo(numbered(6_000));
        }
    }

    @Test
    void aTimeToLiveCountsWhileTheDeviceIsOff(LocalHub hub, HubDevice device) {
        Path store = directory.resolve("s");
        DeviceAgent first = Agents.builder(hub, device).storeIn(store).build();
        first.sendAsync("short", SendOptions.NONE.timeToLive(Duration.ofMillis(500)));
        first.sendAsync("long", SendOptions.NONE.timeToLive(Duration.ofHours(1)));
        kept(first);
        Path found = Reborn.copy(store);
        first.close(Duration.ZERO);
        long until = System.nanoTime() + Duration.ofMillis(600).toNanos();
        await().until(() -> System.nanoTime() > until);
        try (DeviceAgent second = Agents.builder(hub, device).storeIn(found).build()) {
            assertThat(second.health().telemetryLost()).isEqualTo(Map.of(LossCause.EXPIRED, 1L));
            assertThat(second.health().telemetryWaiting()).isEqualTo(1);
        }
    }

    @Test
    void whatIsTooLateOnDiskIsGivenUpAndItsSenderTold(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent =
                Agents.builder(hub, device).storeIn(directory.resolve("s")).build()) {
            numbered(3_000).forEach(agent::sendAsync);
            CompletableFuture<Void> late = agent.sendAsync("late", SendOptions.NONE.timeToLive(Duration.ofMillis(300)))
                    .toCompletableFuture();
            assertThatThrownBy(late::get).hasMessageContaining("EXPIRED");
            assertThat(agent.health().telemetryLost()).isEqualTo(Map.of(LossCause.EXPIRED, 1L));
            assertThat(agent.health().telemetryWaiting()).isEqualTo(3_000);
        }
    }

    @Test
    void aFullStoreRefusesOrDropsTheOldest(LocalHub hub, HubDevice device) {
        StoreOptions small = StoreOptions.directory(directory.resolve("s")).bytes(4 << 20);
        byte[] large = new byte[100_000];
        try (DeviceAgent agent = Agents.builder(hub, device).storeIn(small).build()) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            agent.sendAsync(large);
                        }
                    })
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("holds 31 messages");
        }
        try (DeviceAgent agent = Agents.builder(hub, device)
                .storeIn(small)
                .overflow(Overflow.DROP_OLDEST)
                .build()) {
            for (int i = 0; i < 200; i++) {
                agent.sendAsync(large);
            }
            assertThat(agent.health().telemetryWaiting()).isEqualTo(31);
            assertThat(agent.health().telemetryLost()).isEqualTo(Map.of(LossCause.OVERFLOW, 200L));
            kept(agent);
            await().untilAsserted(() ->
                    assertThat(agent.health().store().orElseThrow().bytes()).isLessThanOrEqualTo(5 << 20));
        }
    }

    @Test
    void keptComesBeforeAcknowledgedAndWithoutAStoreWithIt(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent =
                Agents.builder(hub, device).storeIn(directory.resolve("s")).build()) {
            Receipt receipt = agent.sendAsync("m");
            CompletableFuture<Void> kept = receipt.kept().toCompletableFuture();
            await().until(kept::isDone);
            assertThat(receipt.toCompletableFuture()).isNotDone();
            await().until(() -> agent.health().store().orElseThrow().unwrittenBytes() == 0);
            assertThat(receipt.kept().toCompletableFuture()).isDone();
        }
        try (DeviceAgent agent = Agents.builder(hub, device).build()) {
            Receipt receipt = agent.sendAsync("m");
            CompletableFuture<Void> kept = receipt.kept().toCompletableFuture();
            agent.start(Agents.SOON);
            agent.awaitCaughtUp(Agents.SOON);
            await().until(kept::isDone);
            assertThat(receipt.toCompletableFuture()).isDone();
        }
    }

    @Test
    void aSenderLearnsAtCloseThatItsMessageIsKept(LocalHub hub, HubDevice device) {
        DeviceAgent agent =
                Agents.builder(hub, device).storeIn(directory.resolve("s")).build();
        CompletableFuture<Void> sent = agent.sendAsync("m").toCompletableFuture();
        agent.close();
        assertThatThrownBy(sent::get).hasMessageContaining("It is kept, and will be sent after the next start");
        assertThat(agent.health().telemetryLost()).isEmpty();
    }

    @Test
    void damageIsCountedAsALossAndStopsNoStart(LocalHub hub, HubDevice device) throws IOException {
        Path store = directory.resolve("s");
        DeviceAgent first = Agents.builder(hub, device).storeIn(store).build();
        numbered(100).forEach(first::sendAsync);
        kept(first);
        Path found = Reborn.copy(store);
        first.close(Duration.ZERO);
        try (var files = Files.list(found);
                RandomAccessFile file =
                        new RandomAccessFile(files.findFirst().orElseThrow().toFile(), "rw")) {
            file.seek(file.length() / 2);
            file.write(0xFF);
        }
        try (DeviceAgent second = Agents.builder(hub, device).storeIn(found).build()) {
            assertThat(second.health().telemetryLost()).isEqualTo(Map.of(LossCause.DAMAGED, 1L));
            assertThat(second.health().store().orElseThrow().damagedRecords()).isEqualTo(1);
            assertThat(second.health().telemetryWaiting()).isEqualTo(99);
        }
    }

    @Test
    void aStoreInUseIsRefusedWithTheOthersPid(LocalHub hub, HubDevice device) {
        Path store = directory.resolve("s");
        try (DeviceAgent first = Agents.builder(hub, device).storeIn(store).build()) {
            assertThat(first.deviceId()).isEqualTo(device.deviceId());
            assertThatThrownBy(() -> Agents.builder(hub, device).storeIn(store).build())
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
    }
}
