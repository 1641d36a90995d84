package io.deckhand.core.internal.twin;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.deckhand.DeviceAgent;
import io.deckhand.core.internal.dispatch.AgentThreads;
import io.deckhand.core.internal.handler.HandlerOptions;
import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.handler.Interceptors;
import io.deckhand.core.internal.handler.PayloadValidator;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.link.ReportRefused;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the local hub cannot be made to do: a change that gets lost, and a twin that is refused when it is read for that. */
class DesiredStateTest {
    private static final long SOON_MILLIS = 30_000;

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aGapThatCannotBeFilledCostsTheConnectionWhoseSuccessorReadsTheTwinAnyway() {
        AgentThreads threads = new AgentThreads("d", false);
        Handlers none = new Handlers(List.of(), List.of(), List.of(), Optional.empty(), List.of(), List.of(), Set.of());
        HandlerOptions options = new HandlerOptions(PayloadValidator.NONE, Interceptors.NONE, 1, false, false, null, 0);
        HubLink link = mock(HubLink.class);
        ReportRefused throttled = new ReportRefused(429);
        when(link.readTwin()).thenReturn(CompletableFuture.failedFuture(throttled));
        try {
            DesiredState desired =
                    new DesiredState(mock(DeviceAgent.class), threads, new Json(), none, options, reported -> {});
            desired.accept(new HubEvent.TwinRead(link, json("{'desired':{'$version':1},'reported':{}}")));
            desired.accept(new HubEvent.DesiredPatch(link, json("{'a':2,'$version':2}")));
            desired.caughtUp().join();
            verify(link, never()).abandon(any());
            desired.accept(new HubEvent.DesiredPatch(link, json("{'a':4,'$version':4}")));
            verify(link, timeout(SOON_MILLIS)).abandon(throttled);
        } finally {
            threads.close();
        }
    }
}
