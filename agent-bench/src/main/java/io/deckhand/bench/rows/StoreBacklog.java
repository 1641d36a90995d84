package io.deckhand.bench.rows;

import static io.deckhand.bench.result.Goal.atMost;

import io.deckhand.bench.keep.KeepCalls;
import io.deckhand.bench.remote.RemoteJvm;
import io.deckhand.bench.result.Goal;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import java.util.List;

/** A backlog of a million messages of 200 bytes in a heap of 64 MB: how long opening it takes, and how fast it is read and let go. */
public final class StoreBacklog implements Row {
    private static final List<Side> ON_DISK = List.of(Side.AGENT, Side.MVSTORE, Side.SQLITE);
    private static final int MESSAGES = 1_000_000;
    private static final int BYTES = 200;
    private static final double MEGA = 1024 * 1024;

    private static final Metric OPEN = new Metric("store-open", "s", atMost(3));
    private static final Metric HEAP = new Metric("store-open-heap", "MB", atMost(64));
    private static final Metric DRAIN = new Metric("store-drain", "1/s", Goal.NONE);

    @Override
    public List<Metric> metrics() {
        return List.of(OPEN, HEAP, DRAIN);
    }

    @Override
    public boolean onlyInFull() {
        return true;
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        for (Side side : ON_DISK) {
            try (Scratch scratch = Scratch.make()) {
                String store = scratch.in("store");
                try (RemoteJvm<KeepCalls> jvm = lab.startKeep()) {
                    jvm.program().open(side, store);
                    jvm.program().fill(MESSAGES, BYTES);
                    jvm.program().close();
                }
                int rounds = lab.full(3, 1);
                for (int round = 1; round <= rounds; round++) {
                    open(lab, samples, side, store, round == rounds);
                }
            }
        }
    }

    private static void open(Lab lab, Samples samples, Side side, String store, boolean drain) {
        try (RemoteJvm<KeepCalls> jvm = lab.startKeep("-Xmx64m")) {
            KeepCalls keep = jvm.program();
            samples.add(OPEN, side, Times.seconds(keep.open(side, store)));
            samples.add(HEAP, side, keep.usage().heapBytes() / MEGA);
            if (drain) {
                samples.add(DRAIN, side, keep.drain(MESSAGES));
            }
            keep.close();
        }
    }
}
