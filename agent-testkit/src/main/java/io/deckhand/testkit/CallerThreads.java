package io.deckhand.testkit;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/** The threads that complete callers' futures: a continuation that blocks must not block a thread of the hub. */
final class CallerThreads {
    /** With one or two processors, futures bypass the common pool and start a thread for each completion. */
    static final Executor POOL =
            ForkJoinPool.getCommonPoolParallelism() > 1 ? ForkJoinPool.commonPool() : new ForkJoinPool(2);

    private CallerThreads() {}
}
