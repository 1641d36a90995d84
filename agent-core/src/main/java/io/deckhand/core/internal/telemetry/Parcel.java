package io.deckhand.core.internal.telemetry;

import io.deckhand.AgentException;
import io.deckhand.Receipt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A message in the outbox and its sender's future, in one object since there may be very many. The sender can only wait
 * for it: only the outbox completes it.
 */
public final class Parcel extends CompletableFuture<Void> implements Receipt {
    private static final byte[] GONE = {};
    private static final byte[] ON_DISK = {};
    private static final byte[] UNREADABLE = {};

    private static final AtomicReferenceFieldUpdater<Parcel, Origin> ORIGIN =
            AtomicReferenceFieldUpdater.newUpdater(Parcel.class, Origin.class, "origin");

    /**
     * The data that messages share: the prefix of their ids, and the shelf that also holds them, if there is one. A message moves on to
     * the origin for messages whose future has dependent stages, or that arrive without: a field of its own would take eight bytes.
     */
    static final class Origin {
        private final String idPrefix;
        private final @Nullable Shelf shelf;
        private final boolean arrives;
        private final @Nullable Origin awaited;
        private final @Nullable Origin arriving;

        Origin(String idPrefix, @Nullable Shelf shelf) {
            this.idPrefix = idPrefix;
            this.shelf = shelf;
            this.arrives = false;
            this.awaited = new Origin(this, false);
            this.arriving = new Origin(this, true);
        }

        private Origin(Origin of, boolean arrives) {
            this.idPrefix = of.idPrefix;
            this.shelf = of.shelf;
            this.arrives = arrives;
            this.awaited = null;
            this.arriving = null;
        }
    }

    private final Envelope envelope;
    private final long number;
    private volatile Origin origin;
    private byte[] body;

    /** {@code number} is the message's number in the outbox, and the last part of its id. */
    Parcel(byte[] body, Envelope envelope, long number, Origin origin) {
        this.body = body;
        this.envelope = envelope;
        this.number = number;
        this.origin = origin;
    }

    Envelope envelope() {
        return envelope;
    }

    long number() {
        return number;
    }

    /** {@return the message's unique id, the same each time it is sent} */
    String messageId() {
        return origin.idPrefix + number;
    }

    byte[] body() {
        return body;
    }

    int size() {
        return body.length + envelope.size();
    }

    /** From now on its body is only on disk. */
    void unload() {
        body = ON_DISK;
    }

    void load(byte[] read) {
        body = read;
    }

    boolean isOnDiskOnly() {
        return body == ON_DISK;
    }

    /** Its body was only on disk, and cannot be read. */
    void spoil() {
        body = UNREADABLE;
    }

    boolean isUnreadable() {
        return body == UNREADABLE;
    }

    /** Called whenever a dependent stage is created. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        awaitArrival();
        if (origin.shelf != null) {
            origin.shelf.isAwaited(this);
        }
        return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<Void> kept() {
        return origin.shelf == null ? copy() : origin.shelf.kept();
    }

    /**
     * {@return whether it has left the outbox: it then has an empty body, which no waiting message has, since the hub
     * refuses empty messages}
     */
    boolean isGone() {
        return body == GONE;
    }

    /** The message has left the outbox, though a queue may still hold the object. */
    void leave() {
        body = GONE;
    }

    /** The hub has acknowledged the message. */
    @SuppressWarnings("NullAway") // a Void has no other value
    void arrived() {
        super.complete(null);
    }

    /** The same if no stage depends on it, which is often so, and then runs no code of the application. {@return whether it was} */
    @SuppressWarnings("NullAway")
    boolean arrivedUnlessAwaited() {
        Origin before = origin;
        return before.arriving != null && ORIGIN.compareAndSet(this, before, before.arriving) && super.complete(null);
    }

    /** A stage depends on it from now on; one that just arrives is done a few instructions later, so that the stage is as well. */
    private void awaitArrival() {
        Origin before = origin;
        if (before.awaited == null || !ORIGIN.compareAndSet(this, before, before.awaited)) {
            while (origin.arrives && !isDone()) {
                Thread.onSpinWait();
            }
        }
    }

    void lost(AgentException why) {
        super.completeExceptionally(why);
    }

    private static UnsupportedOperationException notYours() {
        return new UnsupportedOperationException(
                "Only the agent completes this future, when the hub has acknowledged the message");
    }

    @Override
    public CompletableFuture<Void> toCompletableFuture() {
        return copy();
    }

    @Override
    public boolean complete(Void value) {
        throw notYours();
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        throw notYours();
    }

    @Override
    public boolean cancel(boolean interrupt) {
        throw notYours();
    }

    @Override
    public void obtrudeValue(Void value) {
        throw notYours();
    }

    @Override
    public void obtrudeException(Throwable failure) {
        throw notYours();
    }
}
