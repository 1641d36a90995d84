package io.deckhand.core.internal.telemetry;

import io.deckhand.AgentException;
import io.deckhand.Receipt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A message in the outbox, and the future of its sender, in one object because there may be so many. Its sender may only wait
 * for it: the outbox alone ends it.
 */
public final class Parcel extends CompletableFuture<Void> implements Receipt {
    private static final byte[] GONE = {};
    private static final byte[] ON_DISK = {};
    private static final byte[] UNREADABLE = {};

    /** What messages share: what their ids begin with, and the shelf that they are on besides, if there is one. */
    record Origin(String idPrefix, @Nullable Shelf shelf) {}

    private final Envelope envelope;
    private final long number;
    private final Origin origin;
    private byte[] body;

    /** {@code number} counts what the outbox has accepted, and ends the message's id. */
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

    /** {@return an id that no other message has, and the same each time this one is sent} */
    String messageId() {
        return origin.idPrefix() + number;
    }

    byte[] body() {
        return body;
    }

    int size() {
        return body.length + envelope.size();
    }

    /** Its body is on disk only, from now on. */
    void unload() {
        body = ON_DISK;
    }

    void load(byte[] read) {
        body = read;
    }

    boolean isOnDiskOnly() {
        return body == ON_DISK;
    }

    /** It was on disk only, and cannot be read. */
    void spoil() {
        body = UNREADABLE;
    }

    boolean isUnreadable() {
        return body == UNREADABLE;
    }

    /** Called whenever something is made to depend on this one. */
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

    /** {@return whether it has left the outbox: the hub takes no empty messages, so none waits} */
    boolean isGone() {
        return body == GONE;
    }

    /** It has left the outbox, though a queue may still hold it. */
    void leave() {
        body = GONE;
    }

    /** The hub has it. */
    @SuppressWarnings("NullAway") // a Void has no other value
    void arrived() {
        super.complete(null);
    }

    void lost(AgentException why) {
        super.completeExceptionally(why);
    }

    private static UnsupportedOperationException notYours() {
        return new UnsupportedOperationException("Only the hub's acknowledgement ends the sending of a message");
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
