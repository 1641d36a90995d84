package io.deckhand.core.internal.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deckhand.Priority;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private static final Envelope NORMAL = envelope(Priority.NORMAL);
    private static final Envelope HIGH = envelope(Priority.HIGH);

    private final Backlog backlog = new Backlog(null);
    private long accepted;

    private static Envelope envelope(Priority priority) {
        return new Envelope(Map.of(), null, null, null, priority, null);
    }

    private Parcel added(Envelope envelope) {
        Parcel parcel = new Parcel(new byte[10], envelope, accepted++, new Parcel.Origin("", null));
        backlog.add(parcel);
        return parcel;
    }

    private List<Long> taken() {
        List<Long> numbers = new ArrayList<>();
        for (Optional<Parcel> next = backlog.takeNext(); next.isPresent(); next = backlog.takeNext()) {
            numbers.add(next.get().number());
        }
        return numbers;
    }

    @Test
    void whatWasUnderWayGoesOutAgainInItsOldPlace() {
        IntStream.range(0, 6).forEach(i -> added(i == 4 ? HIGH : NORMAL));
        assertThat(List.of(
                        backlog.takeNext().get(),
                        backlog.takeNext().get(),
                        backlog.takeNext().get()))
                .extracting(Parcel::number)
                .containsExactly(4L, 0L, 1L);
        added(HIGH);
        backlog.putBack();
        assertThat(taken()).containsExactly(4L, 6L, 0L, 1L, 2L, 3L, 5L);
        assertThat(backlog.underWay()).isEqualTo(7);
    }

    @Test
    void whatWasTakenBackIsSkippedAndHoldsNothing() {
        List<Parcel> parcels =
                IntStream.range(0, 1000).mapToObj(i -> added(NORMAL)).toList();
        parcels.stream().filter(parcel -> parcel.number() % 10 != 0).forEach(parcel -> {
            assertThat(backlog.remove(parcel)).isTrue();
            assertThat(backlog.remove(parcel)).isFalse();
        });
        assertThat(backlog.size()).isEqualTo(100);
        assertThat(backlog.bytes()).isEqualTo(1000);
        assertThat(taken()).hasSize(100).startsWith(0L, 10L, 20L).endsWith(990L);
    }

    @Test
    void whatIsUnderWayCannotBeTakenBack() {
        Parcel parcel = added(NORMAL);
        backlog.takeNext();
        assertThat(backlog.remove(parcel)).isFalse();
        assertThat(backlog.arrived(parcel)).isTrue();
        assertThat(backlog.arrived(parcel)).isFalse();
        assertThat(backlog.size()).isZero();
        assertThat(backlog.bytes()).isZero();
    }

    @Test
    void theOldestOfTheLowestPriorityMakesWay() {
        Parcel first = added(NORMAL);
        Parcel second = added(NORMAL);
        added(HIGH);
        backlog.remove(first);
        assertThat(backlog.dropFor(Priority.NORMAL)).containsSame(second);
        assertThat(backlog.dropFor(Priority.NORMAL)).isEmpty();
        assertThat(backlog.size()).isEqualTo(1);
    }

    @Test
    void whoWaitsForWhatWasInsideDoesNotWaitForWhatCameLater() {
        CatchUps catchUps = new CatchUps(Runnable::run);
        Parcel early = added(NORMAL);
        CompletableFuture<Void> caughtUp = catchUps.await(accepted, backlog.size());
        Parcel late = added(NORMAL);
        catchUps.left(late.number());
        assertThat(caughtUp).isNotDone();
        catchUps.left(early.number());
        assertThat(caughtUp).isCompleted();
        assertThat(catchUps.await(accepted, 0)).isCompleted();
    }

    @Test
    void theSenderOfAMessageMayOnlyWaitForIt() {
        Parcel parcel = added(NORMAL);
        assertThatThrownBy(() -> parcel.cancel(true)).isInstanceOf(UnsupportedOperationException.class);
        assertThat(parcel.toCompletableFuture().cancel(true)).isTrue();
        assertThat(parcel).isNotDone();
    }
}
