package io.deckhand;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method the handler of an IoT Hub direct method. The handler answers by returning.
 *
 * <pre>{@code
 * @DirectMethod
 * Accepted rebootDevice(RebootRequest request) { ... }              // 200 with the record as JSON
 *
 * @DirectMethod(value = "GetMaxMinReport", timeoutSeconds = 5)
 * MethodResponse report() { return MethodResponse.of(202, null); }  // a status of its own
 * }</pre>
 *
 * <p><b>Parameters.</b> Any of: one payload (a record, a class that Jackson can bind, a generic collection,
 * {@code Map}, {@code JsonNode}, {@code String} for the JSON text itself, or {@code byte[]} for the same in UTF-8) or
 * several fields of it by {@link PayloadField}, a {@link MethodRequest}, a {@link Deadline} or, if it is long-running,
 * a {@link Progress}, the {@link DeviceAgent}. A missing payload, or JSON {@code null}, binds to {@code null}, which a
 * payload parameter refuses with 400 unless it is an {@link java.util.Optional} or annotated {@code @Nullable} (a type
 * annotation of that name, such as JSpecify's).
 *
 * <p><b>Result.</b> {@code void} and {@code null} answer 200 with the payload {@code null}; a {@link MethodResponse}
 * sets status and payload; any other value answers 200 with the value as JSON. An {@link java.util.Optional} counts as
 * its value or {@code null}, a {@link java.util.concurrent.CompletionStage} as its result: the handler keeps its slot
 * until the stage completes, but no thread. To refuse, throw a {@link MethodException}.
 *
 * <p><b>Other answers.</b> 400: the payload is not JSON or does not bind. 429: the handler is busy and its queue is
 * full. 500: the handler threw, or its answer was too large or not JSON. 501: there is no such handler. 503: the agent
 * is closing. 504: the handler exceeded its time limit. The body is then an object with {@code code} and
 * {@code message}, for 400 optionally with {@code details} (an array of {@code path} and {@code message}), and
 * optionally with an {@code id} that identifies the entry in the device's log.
 *
 * <p><b>Threads.</b> A handler runs on a thread of the agent, never on one of the Azure SDK: it may block, and may call
 * any method of the agent. It delays no other handler.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface DirectMethod {
    /** Marks a {@link #timeoutSeconds()} that is not set. */
    int DEFAULT_TIMEOUT = -1;

    /** {@return the name by which the hub calls this method; empty for the name of the Java method} */
    String value() default "";

    /** {@return a description of the method, for listings of a device's methods} */
    String description() default "";

    /**
     * {@return how many seconds after its arrival the call is answered at the latest, 1 to 300; by default 30} Waiting
     * for a free slot counts. A handler still running then is interrupted and the caller gets 504; its late result is dropped
     * and counted in {@link AgentHealth#lateResults()}.
     *
     * <p>For a {@link #longRunning()} method, this limits how long the operation runs, 1 to 86,400; by default there is
     * no limit. An operation still running then is asked to end, as by {@code deckhand.cancel}, and reported as
     * {@code failed} with the code {@code timed-out}.
     */
    int timeoutSeconds() default DEFAULT_TIMEOUT;

    /**
     * {@return how many calls of this method may run at the same time, 1 to 256} With the default of 1 a handler is
     * never called concurrently.
     */
    int concurrency() default 1;

    /**
     * {@return whether a call starts an operation and does not wait for its end} The caller gets 202 at once, with
     * {@code operationId}. The state of the operation is reported in the twin under {@code deckhand.operations}, by its
     * id: {@code method}, {@code status} ({@code queued}, {@code running}, {@code succeeded}, {@code failed},
     * {@code cancelled}, or {@code interrupted} if the process ended first, {@code lost} if it did so without a store),
     * {@code percent}, {@code message}, {@code startedAt}, {@code endedAt}, {@code result}, {@code error}. The last ten
     * finished operations are kept, results above 1 KB only in memory. The payload of the methods
     * {@code deckhand.operation} and {@code deckhand.cancel} is {@code {"operationId": ...}}.
     *
     * <p>An operation is {@code cancelled} if its handler ended because of the request: it saw
     * {@link Progress#isCancelled()}, or consumed the interrupt. If the handler had finished its work by then, the
     * operation has {@code succeeded}.
     *
     * <p>{@link #concurrency()} sets how many operations run, {@link #queue()} how many wait; all methods together may
     * have 20 open ones. If the payload is an object with the field {@code $operationKey}, the method runs once for
     * each value of it, as long as the operation is kept; with a store for a day, across restarts, for the last 1,000
     * calls.
     */
    boolean longRunning() default false;

    /**
     * {@return whether an operation that was interrupted by the end of its process is resumed at the next start, if the
     * agent has a store} The handler is called again with the same payload, and reads its saved state with
     * {@link Progress#saved}. Otherwise, with a store, the operation is reported as {@code interrupted}. For
     * {@link #longRunning()} methods only.
     *
     * <pre>{@code
     * @DirectMethod(longRunning = true, resumable = true)
     * String updateFirmware(Update update, Progress progress) {
     *     if (progress.saved(Boolean.class).isEmpty()) {
     *         flash.write(update);
     *         progress.save(true);
     *         system.reboot();                // does not return
     *     }
     *     return flash.version();             // after the restart: reported as the result
     * }
     * }</pre>
     */
    boolean resumable() default false;

    /** {@return how many calls may wait for a free slot, 0 to 10,000; a further one is answered with 429 at once} */
    int queue() default 64;
}
