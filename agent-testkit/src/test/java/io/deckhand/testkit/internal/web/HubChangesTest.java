package io.deckhand.testkit.internal.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.testkit.TelemetryMessage;
import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.HubSettings;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.hub.LastingState;
import io.deckhand.testkit.internal.identity.DeviceSettings;
import io.deckhand.testkit.internal.store.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class HubChangesTest {
    private final Clock clock = Clock.systemUTC();
    private final HubSettings settings = new HubSettings("127.0.0.1", clock, HubRandom.seeded(7), Duration.ZERO);

    @AutoClose
    private final HubCore core = new HubCore(settings, LastingState.over(new MemoryStore(), settings));

    private final HubChanges changes = new HubChanges(() -> core);

    @Test
    void atFirstEverythingIsToldAndThenNothingUntilSomethingChanges() {
        core.registry().create("fan", DeviceSettings.defaults());

        assertThat(kinds(changes.next())).containsExactly("begin", "hub", "devices");
        assertThat(changes.next()).isEmpty();
    }

    @Test
    void onlyDevicesThatChangedAreToldAndThoseThatAreGone() {
        core.registry().create("fan", DeviceSettings.defaults());
        core.registry().create("pump", DeviceSettings.defaults());
        changes.next();

        core.twins().patch("fan", Json.parseObject("{\"tags\":{\"floor\":1}}"), null);
        assertThat(only(changes.next(), "devices").path("devices"))
                .extracting(row -> row.path("deviceId").asText())
                .containsExactly("fan");

        core.registry().delete("pump", null);
        JsonNode gone = only(changes.next(), "devices");
        assertThat(gone.path("devices")).isEmpty();
        assertThat(gone.path("removed")).extracting(JsonNode::asText).containsExactly("pump");
    }

    @Test
    void telemetryThatComesTooFastIsCounted() {
        changes.next();
        for (int i = 0; i < 1_200; i++) {
            telemetry("message " + i);
        }

        JsonNode page = only(changes.next(), "telemetry");
        assertThat(page.path("messages")).hasSize(500);
        assertThat(page.path("messages").get(0).path("body").asText()).isEqualTo("message 700");
        assertThat(page.path("omitted").asInt()).isEqualTo(700);
    }

    @Test
    void whatWasThereBeforeThePageWasOpenedIsNotCountedAsOmitted() {
        for (int i = 0; i < 1_200; i++) {
            telemetry("message " + i);
        }

        assertThat(only(changes.next(), "telemetry").path("omitted").asInt()).isZero();
    }

    @Test
    void refusalsAndFaultsAreToldOnce() {
        changes.next();
        core.journal().refused("MQTT", "fan", "its key is wrong");
        core.faults().leaveUnanswered(true);

        List<HubChanges.Event> events = changes.next();

        assertThat(kinds(events)).containsExactly("hub", "journal");
        assertThat(events.get(0).data().at("/faults/0/fault").asText()).isEqualTo("unanswered");
        assertThat(events.get(1).data().at("/entries/0/detail").asText()).isEqualTo("its key is wrong");
        assertThat(changes.next()).isEmpty();
    }

    private void telemetry(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        core.telemetry().add(new TelemetryMessage("fan", bytes, Map.of(), Map.of(), Instant.now()), bytes.length);
    }

    private static JsonNode only(List<HubChanges.Event> events, String kind) {
        return events.stream()
                .filter(event -> event.kind().equals(kind))
                .map(HubChanges.Event::data)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static List<String> kinds(List<HubChanges.Event> events) {
        return events.stream().map(HubChanges.Event::kind).toList();
    }
}
