package io.deckhand.core.internal.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.deckhand.AgentException;
import io.deckhand.DeviceAgent;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The twin ends with the last value of each path, whatever was lost in between. */
@LocalHubTest
@ResourceLock("the hub of ReportedPropertyTest") // some of these tests stop the hub they share
class ReportedPropertyTest {
    record Network(String type, int strength) {}

    @Test
    void aReportIsInTheTwinWhenItReturns(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(hub, device)) {
            agent.report("firmware", "1.4.2");
            agent.report("network.wifi", new Network("wifi", 3));
            assertThat(device.reported())
                    .contains("\"firmware\":\"1.4.2\"")
                    .contains("\"network\":{\"wifi\":{\"type\":\"wifi\",\"strength\":3}}");
            agent.report("firmware", null);
            assertThat(device.reported()).doesNotContain("firmware");
        }
    }

    @Test
    void theLastOfManyValuesWins(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(hub, device)) {
            List<CompletableFuture<Void>> reports = IntStream.rangeClosed(1, 500)
                    .mapToObj(i -> agent.reportAsync("count", i).toCompletableFuture())
                    .toList();
            assertThat(CompletableFuture.allOf(reports.toArray(CompletableFuture[]::new)))
                    .succeedsWithin(Agents.SOON);
            assertThat(device.reported()).contains("\"count\":500");
        }
    }

    @Test
    void whatIsReportedWhileTheHubIsAwayIsThereWhenItIsBack(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(hub, device)) {
            agent.report("a.b", 1);
            hub.stop();
            var deleted = agent.reportAsync("a", null).toCompletableFuture();
            var set = agent.reportAsync("a.c", 2).toCompletableFuture();
            hub.startAgain();
            assertThat(CompletableFuture.allOf(deleted, set)).succeedsWithin(Agents.SOON);
            assertThat(device.reported()).contains("\"a\":{\"c\":2}").doesNotContain("\"b\"");
        }
    }

    @Test
    void theLastValueSurvivesCutsUnderLoad(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(hub, device)) {
            List<CompletableFuture<Void>> reports = new ArrayList<>();
            for (int i = 1; i <= 300; i++) {
                reports.add(agent.reportAsync("p" + i % 10, i).toCompletableFuture());
                if (i % 100 == 50) {
                    hub.faults().cut(device);
                }
            }
            assertThat(CompletableFuture.allOf(reports.toArray(CompletableFuture[]::new)))
                    .succeedsWithin(Agents.SOON);
            for (int i = 291; i <= 300; i++) {
                assertThat(device.reported()).contains("\"p" + i % 10 + "\":" + i);
            }
        }
    }

    @Test
    void manyLargeValuesGoOutInSeveralPatches(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.builder(hub, device).build()) {
            List<CompletableFuture<Void>> reports = new ArrayList<>();
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 7; i++) {
                    reports.add(agent.reportAsync("text" + i, ("" + round).repeat(4000))
                            .toCompletableFuture());
                }
            }
            agent.start(Agents.SOON);
            assertThat(CompletableFuture.allOf(reports.toArray(CompletableFuture[]::new)))
                    .succeedsWithin(Agents.SOON);
            assertThat(device.reported()).contains("text0", "text6");
        }
    }

    @Test
    void whatTheHubRefusesFailsAndTheNextGoesOn(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(hub, device)) {
            for (int i = 0; i < 7; i++) {
                agent.report("text" + i, "x".repeat(4000));
            }
            assertThatThrownBy(() -> {
                        agent.report("text7", "x".repeat(4000));
                        agent.report("text8", "x".repeat(4000));
                    })
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("The hub refused");
            agent.report("small", 1);
            assertThat(device.reported()).contains("\"small\":1");
        }
    }

    @Test
    void whatBreaksALimitIsRefusedAtTheCall(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(hub, device)) {
            assertRefused(agent, "", 1, "needs a name");
            assertRefused(agent, "a..b", 1, "an empty name");
            assertRefused(agent, "$version", 1, "'$version'");
            assertRefused(agent, "a", Map.of("b c", 1), "'b c'");
            assertRefused(agent, "a", "x".repeat(5000), "4096");
            assertRefused(agent, "a", Long.MAX_VALUE, "4503599627370495");
            assertRefused(agent, "a", java.util.Arrays.asList(1, null), "holds null");
            assertRefused(agent, "a.b.c.d.e.f.g.h.i.j", Map.of("k", 1), "deeper than the 10");
            assertRefused(agent, "a", "x".repeat(40_000), "32768");
            assertThat(hub.faults().connects(device)).isEqualTo(1);
        }
    }

    private static void assertRefused(DeviceAgent agent, String path, Object value, String words) {
        assertThatThrownBy(() -> agent.report(path, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }

    @Test
    void closingFailsWhatTheHubDoesNotHave(LocalHub hub, HubDevice device) {
        DeviceAgent agent = Agents.builder(hub, device).build();
        var pending = agent.reportAsync("a", 1).toCompletableFuture();
        agent.close();
        await().until(pending::isDone);
        assertThat(pending).isCompletedExceptionally();
    }
}
