package io.deckhand.testkit.internal.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.deckhand.testkit.TelemetryMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TelemetryLogTest {
    private static final int CAPACITY = 10_000;
    private static final String FIRST = "a";
    private static final String SECOND = "b";

    private final TelemetryLog log = new TelemetryLog();
    private final int first = TelemetryLog.partitionOf(FIRST);
    private final int second = TelemetryLog.partitionOf(SECOND);

    @Test
    void theOldestOfAllPartitionsMakeWay() {
        IntStream.range(0, 5).forEach(i -> add(FIRST, "old " + i));
        IntStream.range(0, CAPACITY - 2).forEach(i -> add(SECOND, "new " + i));

        assertThat(log.dropped()).isEqualTo(3);
        assertThat(bodies(log.read(first, 0, 10))).containsExactly("old 3", "old 4");
        assertThat(log.find(first, EventPosition.START)).isEqualTo(3);
        assertThat(log.state(first).firstSequenceNumber()).isEqualTo(3);
        assertThat(log.state(first).lastSequenceNumber()).isEqualTo(4);
        assertThat(log.state(second).firstSequenceNumber()).isZero();
        assertThat(log.matching(message -> true)).hasSize(CAPACITY);
    }

    @Test
    void aFewLargeOnesMakeWayToo() {
        String large = "x".repeat(256 * 1024);
        IntStream.range(0, 300).forEach(i -> add(i % 2 == 0 ? FIRST : SECOND, large));

        assertThat(log.matching(message -> true)).hasSize(256);
        assertThat(log.dropped()).isEqualTo(44);
        add(FIRST, "small");
        assertThat(log.matching(message -> true)).hasSize(256);
        assertThat(log.state(first).firstSequenceNumber()).isEqualTo(23);
    }

    @Test
    void anEmptiedPartitionKnowsWhatItHad() {
        add(FIRST, "old");
        IntStream.range(0, CAPACITY).forEach(i -> add(SECOND, "new"));

        PartitionState state = log.state(first);

        assertThat(state.isEmpty()).isTrue();
        assertThat(state.firstSequenceNumber()).isEqualTo(1);
        assertThat(state.lastSequenceNumber()).isZero();
        assertThat(log.find(first, EventPosition.START)).isEqualTo(1);
        assertThat(log.state(TelemetryLog.PARTITIONS - 1).lastSequenceNumber()).isEqualTo(-1);
    }

    @Test
    void aPositionIsFoundInWhateverIsCounted() {
        IntStream.range(0, 4).forEach(i -> add(FIRST, "m" + i));
        long offset = log.read(first, 2, 1).get(0).offset();

        assertThat(find(EventPosition.Kind.OFFSET, offset, false)).isEqualTo(3);
        assertThat(find(EventPosition.Kind.OFFSET, offset, true)).isEqualTo(2);
        assertThat(find(EventPosition.Kind.OFFSET, offset - 1, false)).isEqualTo(2);
        assertThat(find(EventPosition.Kind.SEQUENCE_NUMBER, 0, false)).isEqualTo(1);
        assertThat(find(EventPosition.Kind.ENQUEUED_TIME, 1002, false)).isEqualTo(3);
        assertThat(find(EventPosition.Kind.ENQUEUED_TIME, 1002, true)).isEqualTo(2);
        assertThat(find(EventPosition.Kind.SEQUENCE_NUMBER, 99, false)).isEqualTo(4);
        assertThat(log.find(first, EventPosition.LATEST)).isEqualTo(4);
    }

    @Test
    void onlyWhoListensToThePartitionHearsOfIt() {
        AtomicInteger heard = new AtomicInteger();
        Runnable listener = heard::incrementAndGet;
        log.addListener(first, listener);

        add(FIRST, "x");
        add(SECOND, "x");
        log.removeListener(first, listener);
        add(FIRST, "x");

        assertThat(heard).hasValue(1);
    }

    private long find(EventPosition.Kind kind, long value, boolean inclusive) {
        return log.find(first, new EventPosition(kind, value, inclusive));
    }

    private void add(String device, String body) {
        long millis = 1000 + log.state(TelemetryLog.partitionOf(device)).lastSequenceNumber() + 1;
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        log.add(new TelemetryMessage(device, bytes, Map.of(), Map.of(), Instant.ofEpochMilli(millis)), bytes.length);
    }

    private static List<String> bodies(List<TelemetryEvent> events) {
        return events.stream().map(event -> event.message().text()).toList();
    }
}
