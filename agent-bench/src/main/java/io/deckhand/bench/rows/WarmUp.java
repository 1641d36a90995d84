package io.deckhand.bench.rows;

import io.deckhand.bench.remote.ProcessorTime;
import io.deckhand.bench.remote.RemoteJvm;

/**
 * Rounds that do not count, until a JVM's compilers have finished with its code: the state of a device that runs for years. Before, for
 * half a minute, they take more of two processors than a device does, and the code is several times slower.
 */
final class WarmUp {
    private static final int QUICK_ROUNDS = 2;
    private static final int MOST_ROUNDS = 15;

    /** Up to this share of a processor the compilers rest. */
    private static final double RESTING = 0.05;

    /** After one round at rest there may be another wave of compiling. */
    private static final int RESTS = 2;

    private WarmUp() {}

    @FunctionalInterface
    interface Round {
        void run() throws Exception;
    }

    static void untilCompilersRest(Lab lab, RemoteJvm<?> jvm, Round round) throws Exception {
        int rests = 0;
        for (int i = 0; i < lab.full(MOST_ROUNDS, QUICK_ROUNDS) && rests < RESTS; i++) {
            ProcessorTime before = jvm.compilerTime();
            long start = System.nanoTime();
            round.run();
            double share = Times.seconds(jvm.compilerTime().nanosSince(before)) / Times.secondsSince(start);
            rests = share <= RESTING ? rests + 1 : 0;
        }
    }
}
