package io.deckhand.bench.rows;

import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import java.util.List;
import java.util.stream.Stream;

/** Whether a longer backlog costs more per message: telemetry per second while it drains, and heap per waiting message. */
public final class BacklogScale implements Row {
    private static final int[] SIZES = {300, 3_000, 30_000};

    private final ScaledMetric rate = new ScaledMetric("scale-backlog-rate", "1/s");
    private final ScaledMetric heap = new ScaledMetric("scale-backlog-heap", "bytes each");

    @Override
    public List<Metric> metrics() {
        return Stream.concat(rate.at(SIZES).stream(), heap.at(SIZES).stream()).toList();
    }

    @Override
    public boolean onlyInFull() {
        return true;
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        for (int size : SIZES) {
            lab.interleaveCold(samples, 1, (side, into) -> {
                BacklogDrain.Drained drained = BacklogDrain.drain(lab, side, size);
                into.add(rate.at(size), side, size / drained.seconds());
                into.add(heap.at(size), side, drained.heapBytes() / size);
            });
        }
    }
}
