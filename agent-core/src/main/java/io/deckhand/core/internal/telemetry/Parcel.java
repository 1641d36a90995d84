package io.deckhand.core.internal.telemetry;

import io.deckhand.AgentException;
import java.util.concurrent.CompletableFuture;

/**
 * A message in the outbox, and the future of its sender, in one object because there may be so many. Its sender may only wait
 * for it: the outbox alone ends it.
 */
public final class Parcel extends CompletableFuture<Void> {
    private static final byte[] GONE = {};

    private final Envelope envelope;
    private final int number;
    private byte[] body;

    /** {@code number} counts what the outbox has accepted; it comes round. */
    Parcel(byte[] body, Envelope envelope, int number) {
        this.body = body;
        this.envelope = envelope;
        this.number = number;
    }

    Envelope envelope() {
        return envelope;
    }

    int number() {
        return number;
    }

    byte[] body() {
        return body;
    }

    int size() {
        return body.length + envelope.size();
    }

    /** {@return whether it was accepted before the one with a number} */
    boolean isBefore(int other) {
        return number - other < 0;
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
