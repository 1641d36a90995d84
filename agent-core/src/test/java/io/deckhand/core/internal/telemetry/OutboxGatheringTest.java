package io.deckhand.core.internal.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.deckhand.Overflow;
import io.deckhand.Priority;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.link.TelemetryMessage;
import io.deckhand.core.internal.threads.AgentThreads;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a message goes to the link: at once, or together with others while some are under way. */
class OutboxGatheringTest {
    private static final int WINDOW = 256;

    private final AgentThreads threads = new AgentThreads("d1", false);
    private final Queue<Runnable> timers = new ArrayDeque<>();
    private final HubLink link = mock(HubLink.class);
    private final List<String> sent = new ArrayList<>();
    private final List<CompletableFuture<Void>> acknowledgements = new ArrayList<>();
    private final Outbox outbox =
            new Outbox("d1", new OutboxLimits(1000, 1_000_000, Overflow.REFUSE, Duration.ZERO), threads, timers::add);

    @BeforeEach
    void connect() {
        when(link.telemetryWindow()).thenReturn(WINDOW);
        when(link.send(any())).thenAnswer(call -> {
            sent.add(new String(call.getArgument(0, TelemetryMessage.class).body(), StandardCharsets.UTF_8));
            CompletableFuture<Void> acknowledgement = new CompletableFuture<>();
            acknowledgements.add(acknowledgement);
            return acknowledgement;
        });
        outbox.connected(link);
    }

    @AfterEach
    void close() {
        outbox.close();
        threads.close();
    }

    private Parcel add(String text, Priority priority) {
        return outbox.add(
                text.getBytes(StandardCharsets.UTF_8), new Envelope(Map.of(), null, null, null, priority, null));
    }

    private Parcel add(String text) {
        return add(text, Priority.NORMAL);
    }

    private void acknowledgeFirst() {
        acknowledgements.get(0).complete(null);
    }

    @Test
    void whatComesWhenNothingIsUnderWayIsSentAtOnce() {
        Parcel first = add("1");
        acknowledgeFirst();
        await().until(first::isDone);
        add("2");
        assertThat(sent).containsExactly("1", "2");
        assertThat(timers).isEmpty();
    }

    @Test
    void theFirstAcknowledgementSendsWhatCameMeanwhile() {
        List.of("1", "2", "3").forEach(this::add);
        assertThat(sent).containsExactly("1");
        acknowledgeFirst();
        assertThat(sent).containsExactly("1", "2", "3");
    }

    @Test
    void whatIsNotAcknowledgedHoldsNothingBackForLong() {
        List.of("1", "2", "3").forEach(this::add);
        assertThat(timers).hasSize(1);
        timers.remove().run();
        assertThat(sent).containsExactly("1", "2", "3");
        add("4");
        assertThat(timers).hasSize(1);
        timers.remove().run();
        assertThat(sent).containsExactly("1", "2", "3", "4");
    }

    @Test
    void manyWaitForNothing() {
        IntStream.rangeClosed(0, 64).forEach(i -> add("" + i));
        assertThat(sent).hasSize(65);
    }

    @Test
    void whatIsUrgentWaitsForNothingAndTakesTheOthersAlong() {
        List.of("1", "2").forEach(this::add);
        add("alarm", Priority.HIGH);
        assertThat(sent).containsExactly("1", "alarm", "2");
    }

    @Test
    void noTimerRunsWhereNothingCouldBeSent() {
        outbox.disconnected();
        List.of("1", "2").forEach(this::add);
        outbox.connected(link);
        assertThat(sent).containsExactly("1", "2");
        IntStream.range(0, 300).forEach(i -> add("" + i));
        assertThat(sent).hasSize(WINDOW);
        timers.clear();
        add("beyond the window");
        assertThat(timers).isEmpty();
    }
}
