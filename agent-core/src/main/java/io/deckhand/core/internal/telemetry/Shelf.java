package io.deckhand.core.internal.telemetry;

import io.deckhand.Priority;
import io.deckhand.core.internal.store.Bytes;
import io.deckhand.core.internal.store.Store;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The messages of an outbox in a store. All messages stay there until the hub has acknowledged them. Of each priority,
 * the first messages are also in memory, and the later ones only in the store. Not thread-safe except where stated: the
 * outbox locks.
 */
@SuppressWarnings("EnumOrdinal") // the store counts by numbers, which its format has fixed: see Priority
final class Shelf {
    private static final Priority[] PRIORITIES = Priority.values();

    /** The share of a store that messages may take: the rest is for deleted records whose space is not yet free. */
    private static final double SHARE = 0.75;

    /** How many bytes may wait for the disk before senders wait for it; {@code LONGEST_WAIT} is how long they wait. */
    private static final long BEHIND = 4 << 20;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Store store;
    private final long mostBytes;
    private final long mostUnwritten;
    private final Senders senders = new Senders();

    /**
     * For each priority, the last message that is, or was, in memory; {@code behind} is how many messages follow it.
     */
    private final long[] cursors = new long[PRIORITIES.length];

    private final int[] behind = new int[PRIORITIES.length];

    private @Nullable Envelope lastEnvelope;
    private byte[] lastHead = {};
    private UUID lastId = new UUID(0, 0);
    private Parcel.Origin lastOrigin;

    Shelf(Store store, long storeBytes, long mostUnwritten) {
        this.store = store;
        this.mostBytes = (long) (storeBytes * SHARE);
        this.mostUnwritten = mostUnwritten;
        this.lastOrigin = new Parcel.Origin("", this);
        for (Priority priority : PRIORITIES) {
            cursors[priority.ordinal()] = -1;
            behind[priority.ordinal()] = store.count(priority.ordinal());
        }
    }

    /** Waits for a limited time while the disk is far behind. Called without the outbox's lock. */
    void awaitDisk() {
        store.awaitWritten(BEHIND, LONGEST_WAIT);
    }

    boolean isFull(int more) {
        return store.messageBytes() + more > mostBytes || isDiskBehind();
    }

    long bytes() {
        return store.messageBytes();
    }

    Parcel add(byte[] body, Envelope envelope) {
        Store.Accepted accepted =
                store.add(envelope.priority().ordinal(), wallClock(envelope.expiry()), head(envelope), body);
        return new Parcel(body, envelope, accepted.number(), origin(accepted.id()));
    }

    @SuppressWarnings("ReferenceEquality") // to compare the contents would take longer
    private byte[] head(Envelope envelope) {
        if (envelope != lastEnvelope) { // most messages share the envelope of the one before
            lastHead = EnvelopeFormat.write(envelope);
            lastEnvelope = envelope;
        }
        return lastHead;
    }

    private Parcel.Origin origin(UUID id) {
        if (!id.equals(lastId)) {
            lastId = id;
            lastOrigin = new Parcel.Origin(id + "-", this);
        }
        return lastOrigin;
    }

    /** Times to live also run while the device is off, by its clock. */
    private static long wallClock(@Nullable Long nanos) {
        return nanos == null
                ? 0
                : Math.max(1, System.currentTimeMillis() + (nanos - System.nanoTime()) / NANOS_PER_MILLI);
    }

    private static @Nullable Long nanos(long wallClock) {
        return wallClock == 0
                ? null
                : Long.valueOf(System.nanoTime() + (wallClock - System.currentTimeMillis()) * NANOS_PER_MILLI);
    }

    /** An added message is also in memory. */
    void isInMemory(Parcel parcel) {
        cursors[parcel.envelope().priority().ordinal()] = parcel.number();
    }

    /** An added message is not in memory; its sender's future is, as long as it is referenced. */
    void leave(Parcel parcel) {
        behind[parcel.envelope().priority().ordinal()]++;
        senders.add(parcel);
        parcel.unload();
    }

    /** {@return how many messages of a priority are not in memory} */
    int behind(Priority priority) {
        return behind[priority.ordinal()];
    }

    int behind() {
        int all = 0;
        for (int of : behind) {
            all += of;
        }
        return all;
    }

    /**
     * {@return the next messages of a priority, in memory from now on; a message without a body can no longer be read}
     */
    List<Parcel> load(Priority priority, int most) {
        int rank = priority.ordinal();
        List<Parcel> loaded = new ArrayList<>();
        while (loaded.size() < most && behind[rank] > 0) {
            long number = store.next(rank, cursors[rank]);
            if (number < 0) {
                behind[rank] = 0; // none is left: the messages could not be copied out of a damaged segment
                break;
            }
            cursors[rank] = number;
            behind[rank]--;
            loaded.add(load(priority, number));
        }
        return loaded;
    }

    private Parcel load(Priority priority, long number) {
        Parcel sender = senders.take(number);
        Store.Kept kept = store.read(number).orElse(null);
        if (kept == null) {
            return unreadable(sender, priority, number);
        }
        ByteBuffer content = ByteBuffer.wrap(kept.content());
        Envelope envelope = EnvelopeFormat.read(content, priority, nanos(kept.expiry()));
        byte[] body = Bytes.rest(content);
        if (sender == null) {
            return new Parcel(body, envelope, number, origin(kept.id()));
        }
        sender.load(body);
        return sender;
    }

    private Parcel unreadable(@Nullable Parcel sender, Priority priority, long number) {
        Envelope unknown = new Envelope(Map.of(), null, null, null, priority, null);
        Parcel parcel = sender != null ? sender : new Parcel(new byte[0], unknown, number, lastOrigin);
        parcel.spoil();
        return parcel;
    }

    /** The hub has acknowledged the message, or it was given up. */
    void gone(long number) {
        store.gone(number);
    }

    /** Withdraws a message that is not in memory. */
    void withdraw(Parcel parcel) {
        gone(parcel.number(), parcel.envelope().priority().ordinal());
        senders.take(parcel.number());
    }

    private void gone(long number, int rank) {
        store.gone(number);
        behind[rank]--;
    }

    /** An expired message that was not in memory, and its sender's future if it is still referenced. */
    record Expired(long number, @Nullable Parcel sender) {}

    /** Removes and returns the expired messages that are not in memory. */
    List<Expired> takeExpired() {
        List<Expired> expired = new ArrayList<>();
        for (long number : store.expired(System.currentTimeMillis())) {
            int rank = store.rank(number);
            if (number > cursors[rank]) {
                gone(number, rank);
                expired.add(new Expired(number, senders.take(number)));
            }
        }
        return expired;
    }

    /** {@return in how many milliseconds the next message expires; null if none has a time to live} */
    @Nullable
    Long untilExpiry() {
        long now = System.currentTimeMillis();
        long next = store.nextExpiry(now);
        return next == 0 ? null : Long.valueOf(next - now);
    }

    /** A stage depends on the message's future. May be called by any thread. */
    void isAwaited(Parcel parcel) {
        senders.hold(parcel);
    }

    /** {@return completes when all accepted messages are on disk} May be called by any thread. */
    CompletableFuture<Void> kept() {
        return store.keptAside();
    }

    /** {@return whether the disk is behind, and the memory for unwritten messages is used up} */
    boolean isDiskBehind() {
        return store.unwritten() > mostUnwritten;
    }

    /** {@return the number of the last accepted message} */
    long lastNumber() {
        return store.lastNumber();
    }

    long damagedMessages() {
        return store.condition().damage().messages();
    }

    /** {@return the futures of the messages that are not in memory} */
    List<Parcel> senders() {
        return senders.all();
    }
}
