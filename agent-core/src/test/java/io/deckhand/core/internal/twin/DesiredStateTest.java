package io.deckhand.core.internal.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.core.internal.handler.HandlerScanner;
import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.handler.Interceptors;
import io.deckhand.core.internal.handler.PayloadValidator;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.link.ReportRefused;
import io.deckhand.core.internal.threads.AgentThreads;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the local hub cannot be made to do: changes that get lost or overtake one another. */
class DesiredStateTest {
    private static final long SOON_MILLIS = 30_000;

    private final AgentThreads threads = new AgentThreads("d", false);
    private final List<JsonNode> told = new CopyOnWriteArrayList<>();
    private final DesiredState desired = desired(new Object() {
        @DesiredProperty
        void all(JsonNode section) {
            told.add(section);
        }
    });

    private DesiredState desired(Object listener) {
        Handlers handlers =
                HandlerScanner.scan(new Json(), PayloadValidator.NONE, Interceptors.NONE, List.of(listener), List.of());
        ReportedState reported = new ReportedState("d", new Json(), threads, threads.lane(), handlers.components());
        return new DesiredState(
                mock(DeviceAgent.class), threads, new Json(), handlers, false, reported, firstReported -> {});
    }

    @AfterEach
    void close() {
        threads.close();
    }

    private void twin(HubLink link, String desiredSection) {
        desired.accept(new HubEvent.TwinRead(link, json("{'desired':" + desiredSection + ",'reported':{}}")));
    }

    private void patch(HubLink link, String change) {
        desired.accept(new HubEvent.DesiredPatch(link, json(change)));
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aGapThatCannotBeFilledCostsTheConnectionWhoseSuccessorReadsTheTwinAnyway() {
        HubLink link = mock(HubLink.class);
        ReportRefused throttled = new ReportRefused(429);
        when(link.readTwin()).thenReturn(CompletableFuture.failedFuture(throttled));
        twin(link, "{'$version':1}");
        patch(link, "{'a':2,'$version':2}");
        desired.caughtUp().join();
        verify(link, never()).abandon(any());
        patch(link, "{'a':4,'$version':4}");
        verify(link, timeout(SOON_MILLIS)).abandon(throttled);
    }

    @Test
    void aTwinThatComesLateTakesNothingBackButAHubThatBeganAnewDoes() {
        HubLink first = mock(HubLink.class);
        HubLink second = mock(HubLink.class);
        HubLink third = mock(HubLink.class);
        twin(first, "{'a':1,'$version':7}");
        patch(second, "{'a':2,'$version':8}");
        twin(second, "{'a':1,'$version':7}");
        twin(third, "{'a':5,'$version':1}");
        patch(third, "{'a':6,'$version':2}");
        desired.caughtUp().join();
        assertThat(told).extracting(section -> section.path("a").asInt()).containsExactly(1, 2, 5, 6);
    }
}
