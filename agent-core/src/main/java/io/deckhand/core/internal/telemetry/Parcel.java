package io.deckhand.core.internal.telemetry;

import io.deckhand.AgentException;
import io.deckhand.Receipt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A message in the outbox and its sender's future, in one object since there may be very many. The sender can only wait
 * for it: only the outbox completes it.
 */
public final class Parcel extends CompletableFuture<Void> implements Receipt {
    private static final byte[] GONE = {};
    private static final byte[] ON_DISK = {};
    private static final byte[] UNREADABLE = {};

    /** The data that messages share: the prefix of their ids, and the shelf that also holds them, if there is one. */
    record Origin(String idPrefix, @Nullable Shelf shelf) {}

    private final Envelope envelope;
    private final long number;
    private final Origin origin;
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
        return origin.idPrefix() + number;
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
        if (origin.shelf() != null) {
            origin.shelf().isAwaited(this);
        }
        return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<Void> kept() {
        return origin.shelf() == null
                ? minimalCompletionStage()
                : origin.shelf().kept();
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
