package io.deckhand.testkit;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/** Where callers hear of answers: what they do then, waiting included, must not hold up a thread of the hub. */
final class CallerThreads {
    /** With two processors or one, futures do without the common pool and start a thread for each answer. */
    static final Executor POOL =
            ForkJoinPool.getCommonPoolParallelism() > 1 ? ForkJoinPool.commonPool() : new ForkJoinPool(2);

    private CallerThreads() {}
}
