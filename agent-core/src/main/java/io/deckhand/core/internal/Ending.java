package io.deckhand.core.internal;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.deckhand.core.internal.connect.Supervisor;
import io.deckhand.core.internal.method.MethodDispatcher;
import io.deckhand.core.internal.telemetry.Outbox;
import io.deckhand.core.internal.threads.AgentThreads;
import io.deckhand.core.internal.twin.ReportedState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The steps in which an agent closes: it accepts nothing more, delivers and answers, then releases the connection. */
final class Ending {
    /** The limit for the answers of calls that closing cuts short. */
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(1);

    /** The limit for releasing the connection. */
    private static final Duration LETTING_GO = Duration.ofSeconds(3);

    private final AgentThreads threads;
    private final MethodDispatcher methods;
    private final Outbox outbox;
    private final ReportedState reported;
    private final Supervisor supervisor;
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    Ending(
            AgentThreads threads,
            MethodDispatcher methods,
            Outbox outbox,
            ReportedState reported,
            Supervisor supervisor) {
        this.threads = threads;
        this.methods = methods;
        this.outbox = outbox;
        this.reported = reported;
        this.supervisor = supervisor;
    }

    /** Called once. {@code deliveries} begins after nothing more is accepted. {@return see {@link #over()}} */
    CompletionStage<Void> begin(Supplier<CompletionStage<?>> deliveries) {
        outbox.seal();
        reported.seal();
        CompletionStage<?> answered = within(LAST_ANSWERS, methods.close().toCompletableFuture());
        answered.thenCombine(deliveries.get(), (done, delivered) -> supervisor.close())
                .thenCompose(released -> within(LETTING_GO, released))
                .whenComplete((released, late) -> over.complete(null));
        return over;
    }

    /** {@return completes when nothing is left to wait for, at the latest when the limits have passed} */
    CompletionStage<Void> over() {
        return over;
    }

    CompletableFuture<Void> delivered() {
        return CompletableFuture.allOf(outbox.flushed(), reported.flushed());
    }

    CompletionStage<?> deliverWithin(Duration limit) {
        return within(limit, delivered());
    }

    /** {@code lost} completes when the connection is lost: nothing can be delivered after that. */
    CompletionStage<?> deliverWhileItArrives(CompletionStage<?> lost) {
        return LastDeliveries.await(
                threads,
                () -> outbox.size() + reported.size(),
                CompletableFuture.anyOf(delivered(), lost.toCompletableFuture()));
    }

    /**
     * {@return completes when the other stage completes or fails, or when the limit has passed, as the hub may never
     * answer}
     */
    private CompletableFuture<Void> within(Duration limit, CompletionStage<?> awaited) {
        CompletableFuture<Void> waited = new CompletableFuture<>();
        var timer = threads.schedule(() -> waited.complete(null), MILLISECONDS.convert(limit), MILLISECONDS);
        awaited.whenComplete((result, failure) -> {
            timer.cancel(false);
            waited.complete(null);
        });
        return waited;
    }
}
