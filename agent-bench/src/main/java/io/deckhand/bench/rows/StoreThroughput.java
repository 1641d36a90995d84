package io.deckhand.bench.rows;

import static io.deckhand.bench.result.Goal.atLeast;
import static io.deckhand.bench.result.Goal.atMost;

import io.deckhand.bench.keep.KeepCalls;
import io.deckhand.bench.remote.RemoteJvm;
import io.deckhand.bench.result.Goal;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Messages of 200 bytes kept per second with a force each 100 ms, by the store alone, and what goes to the device for each byte of
 * them until they are taken again: at full rate, and with one message a second.
 */
public final class StoreThroughput implements Row {
    private static final int BYTES = 200;

    private static final Metric RATE = new Metric("store-throughput", "1/s", atLeast(50_000));
    private static final Metric WRITTEN = new Metric("store-bytes", "bytes each", atMost(1.3));
    private static final Metric WRITTEN_SLOWLY = new Metric("store-bytes-slow", "bytes each", Goal.NONE);

    @Override
    public List<Metric> metrics() {
        return List.of(RATE, WRITTEN, WRITTEN_SLOWLY);
    }

    @Override
    public void measure(Lab lab, Samples samples) throws Exception {
        for (int round = 0; round < lab.rounds(); round++) {
            for (Side side : Side.STORES) {
                fast(lab, samples, side, lab.full(100_000, 20_000));
            }
        }
        slow(lab, samples, lab.full(30, 5));
    }

    private static void fast(Lab lab, Samples samples, Side side, int messages) throws Exception {
        try (Scratch scratch = Scratch.make();
                RemoteJvm<KeepCalls> jvm = lab.startKeep()) {
            KeepCalls keep = jvm.program();
            keep.open(side, scratch.in("store"));
            keep.fill(messages, BYTES); // its code is compiled then
            keep.drain(messages);
            long before = keep.writtenBytes();
            samples.add(RATE, side, keep.fill(messages, BYTES));
            keep.drain(messages);
            long written = keep.writtenBytes() - before;
            if (before >= 0) {
                samples.add(WRITTEN, side, (double) written / BYTES / messages);
            }
            keep.close();
        }
    }

    /** All sides at a time: nothing here is a matter of speed. */
    private static void slow(Lab lab, Samples samples, int messages) throws Exception {
        List<RemoteJvm<KeepCalls>> jvms = new ArrayList<>();
        List<Long> before = new ArrayList<>();
        List<CompletableFuture<Void>> running = new ArrayList<>();
        try (Scratch scratch = Scratch.make()) {
            for (Side side : Side.STORES) {
                RemoteJvm<KeepCalls> jvm = lab.startKeep();
                jvms.add(jvm);
                jvm.program().open(side, scratch.in(side.name()));
                before.add(jvm.program().writtenBytes());
                running.add(CompletableFuture.runAsync(
                        () -> jvm.program().trickle(messages, BYTES),
                        command -> new Thread(command, "trickle").start()));
            }
            for (int i = 0; i < jvms.size(); i++) {
                running.get(i).join();
                long written = jvms.get(i).program().writtenBytes() - before.get(i);
                if (before.get(i) >= 0) {
                    samples.add(WRITTEN_SLOWLY, Side.STORES.get(i), (double) written / BYTES / messages);
                }
            }
        } finally {
            jvms.forEach(RemoteJvm::close);
        }
    }
}
