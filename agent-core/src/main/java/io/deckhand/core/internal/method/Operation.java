package io.deckhand.core.internal.method;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.Progress;
import io.deckhand.core.internal.json.Json;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run of a long-running method, and its state. */
final class Operation implements Progress {
    enum Status {
        QUEUED,
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELLED,
        /** The process ended before the operation did. */
        INTERRUPTED
    }

    private static final int MAX_MESSAGE = 200;
    private static final int MAX_SAVED = 16 * 1024;

    /** The largest result that is reported, in characters: the twin has 32 KB for all reported properties. */
    private static final int MAX_REPORTED_RESULT = 1024;

    private final String id;
    private final String method;
    private final @Nullable String key;
    private final String request;
    private final Json json;
    private final Runnable changed;
    private final Runnable saving;
    private final Clock clock;
    private JsonNode saved = MissingNode.getInstance();

    private Status status = Status.QUEUED;
    private int percent;
    private @Nullable String message;
    private @Nullable Instant started;
    private @Nullable Instant ended;
    private @Nullable JsonNode result;
    private @Nullable JsonNode error;
    private @Nullable Thread thread;
    private boolean cancelled;
    private boolean timedOut;

    /** Whether the handler has checked after it was cancelled. */
    private boolean noticed;

    /** Receives the changes of operations. */
    interface Listener {
        /** Called after each change. */
        void changed(Operation operation);

        /** Called when the handler has saved something; the handler waits until this returns. */
        void saved(Operation operation);
    }

    Operation(
            String id, String method, @Nullable String key, String request, Clock clock, Json json, Listener listener) {
        this.id = id;
        this.method = method;
        this.key = key;
        this.request = request;
        this.clock = clock;
        this.json = json;
        this.changed = () -> listener.changed(this);
        this.saving = () -> listener.saved(this);
    }

    /** Restores the state that an earlier agent stored. An open operation must then be resumed or interrupted. */
    void restore(JsonNode described, JsonNode state) {
        status = Status.valueOf(described.path("status").asText().toUpperCase(Locale.ROOT));
        percent = described.path("percent").asInt();
        message = described.hasNonNull("message") ? described.path("message").asText() : null;
        started = instant(described.path("startedAt"));
        ended = instant(described.path("endedAt"));
        result = described.get("result");
        error = described.get("error");
        saved = state;
    }

    private static @Nullable Instant instant(JsonNode text) {
        return text.isTextual() ? Instant.parse(text.asText()) : null;
    }

    /** The operation waits for its handler again. */
    synchronized void queueAgain() {
        status = Status.QUEUED;
    }

    /** The process that ran the operation has ended. */
    synchronized void interrupted() {
        status = Status.INTERRUPTED;
        ended = now();
    }

    @Override
    public void save(@Nullable Object state) {
        JsonNode tree = json.tree(state);
        if (tree.toString().length() > MAX_SAVED) {
            throw new IllegalArgumentException("The value to save has "
                    + tree.toString().length() + " characters as JSON. The limit is " + MAX_SAVED + ".");
        }
        synchronized (this) {
            saved = tree;
        }
        saving.run();
    }

    @Override
    public <T> Optional<T> saved(Class<T> type) {
        JsonNode tree = savedTree();
        if (tree.isMissingNode() || tree.isNull()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(type.cast(json.bind(tree, json.type(type))));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "The saved value does not bind to " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        }
    }

    synchronized JsonNode savedTree() {
        return saved;
    }

    @Nullable
    String key() {
        return key;
    }

    String request() {
        return request;
    }

    @Override
    public String operationId() {
        return id;
    }

    String method() {
        return method;
    }

    boolean hasKey(String wanted) {
        return wanted.equals(key);
    }

    synchronized Status status() {
        return status;
    }

    synchronized boolean isOver() {
        return status != Status.QUEUED && status != Status.RUNNING;
    }

    @Override
    public void report(int done, String what) {
        if (done < 0 || done > 100) {
            throw new IllegalArgumentException("percent is " + done + ". It must be 0 to 100.");
        }
        requireNonNull(what, "message");
        synchronized (this) {
            if (isOver()) {
                return;
            }
            percent = done;
            message = what.length() > MAX_MESSAGE ? what.substring(0, MAX_MESSAGE) : what;
        }
        changed.run();
    }

    @Override
    public synchronized boolean isCancelled() {
        boolean ended = cancelled || timedOut;
        noticed |= ended;
        return ended;
    }

    synchronized boolean wasCancelled() {
        return cancelled;
    }

    synchronized boolean hasTimedOut() {
        return timedOut;
    }

    /** {@return false if the operation was cancelled before it began} */
    boolean begin() {
        synchronized (this) {
            if (status != Status.QUEUED) {
                return false;
            }
            status = Status.RUNNING;
            started = started == null ? now() : started;
            thread = Thread.currentThread();
        }
        changed.run();
        return true;
    }

    /**
     * The handler returned. The operation has succeeded, unless the handler returned because of a cancellation or
     * timeout: it called {@code isCancelled()}, or consumed the interrupt. A handler that finished its work without
     * noticing has succeeded.
     *
     * @param why the error to report after a timeout
     */
    void returned(JsonNode value, JsonNode why) {
        Status last;
        synchronized (this) {
            result = value;
            boolean ended = (cancelled || timedOut)
                    && (noticed || !Thread.currentThread().isInterrupted());
            last = !ended ? Status.SUCCEEDED : timedOut ? Status.FAILED : Status.CANCELLED;
            if (last == Status.SUCCEEDED) {
                percent = 100;
            } else if (last == Status.FAILED) {
                error = why;
            }
        }
        end(last);
    }

    void fail(JsonNode why) {
        synchronized (this) {
            error = why;
        }
        end(wasCancelled() ? Status.CANCELLED : Status.FAILED);
    }

    private void end(Status last) {
        synchronized (this) {
            status = last;
            ended = now();
            thread = null;
            Thread.interrupted(); // a late interrupt must not affect the next task of this thread
        }
        changed.run();
    }

    /** {@return false if the operation is already over} */
    boolean cancel() {
        boolean neverBegan;
        synchronized (this) {
            if (isOver()) {
                return false;
            }
            cancelled = true;
            neverBegan = status == Status.QUEUED;
            if (neverBegan) {
                status = Status.CANCELLED;
                ended = now();
            } else if (thread != null) {
                thread.interrupt();
            }
        }
        if (neverBegan) {
            changed.run();
        }
        return true;
    }

    /**
     * The time limit has passed: the handler is asked to end, as when cancelled, and the operation is reported as
     * failed.
     */
    synchronized void timeOut() {
        if (status == Status.RUNNING) {
            timedOut = true;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** {@return the description to report, with explicit nulls for missing values, since the twin merges reports} */
    synchronized ObjectNode describe(Json json, boolean whole) {
        ObjectNode described = json.object()
                .put("method", method)
                .put("status", status.name().toLowerCase(Locale.ROOT))
                .put("percent", percent)
                .put("message", message)
                .put("startedAt", started == null ? null : started.toString())
                .put("endedAt", ended == null ? null : ended.toString());
        boolean small = result == null || result.toString().length() <= MAX_REPORTED_RESULT;
        described.set("result", whole || small ? result : null);
        if (!whole && !small) {
            described.put("resultOmitted", true);
        }
        described.set("error", error);
        return described;
    }
}
