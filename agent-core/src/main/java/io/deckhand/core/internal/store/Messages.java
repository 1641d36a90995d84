package io.deckhand.core.internal.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The messages of a store: where they are, and which of them are gone. Not thread-safe: the store locks. */
final class Messages {
    private static final Logger log = LoggerFactory.getLogger(Messages.class);

    /** Each part of a record of messages that are gone stays well below a record's limit. */
    private static final int GONE_BYTES = 64 * 1024;

    private final String store;
    private final Log segments;
    private final Places places;
    private final Numbers gone = new Numbers();

    /** The content of the record that is being made. */
    private final Bytes content = new Bytes(1024);

    /** {@code store} names the store in the log. */
    Messages(String store, Log segments, Places places) {
        this.store = store;
        this.segments = segments;
        this.places = places;
    }

    /** Appends a message, whose content is {@code head} and {@code body}. */
    Store.Accepted add(int rank, long expiry, byte[] head, byte[] body) {
        long number = segments.nextMessage();
        content.clear().put(rank).putNumber(number).putNumber(expiry).put(head).put(body);
        Log.Place at = segments.appendMessage(content);
        isAt(at, number, rank, expiry);
        return new Store.Accepted(number, at.segment().id);
    }

    private void isAt(Log.Place at, long number, int rank, long expiry) {
        places.put(number, rank, expiry, at.segment().number, at.offset(), at.size());
        at.segment().messages++;
    }

    /** Removes a message. {@return whether it was there} */
    boolean remove(long number) {
        if (!places.contains(number)) {
            return false;
        }
        Segment segment = segments.find(places.segment(number));
        if (segment != null) {
            segment.messages--;
        }
        places.remove(number);
        gone.add(number);
        return true;
    }

    boolean isAnyGone() {
        return !gone.isEmpty();
    }

    /** Appends which messages are gone. */
    void writeGone() {
        for (byte[] part : gone.runs(GONE_BYTES)) {
            segments.append(Frame.Type.GONE, content.clear().put(part));
        }
        gone.clear();
    }

    /** {@return a message, or empty if it can no longer be read} */
    Optional<Store.Kept> read(long number) {
        Segment segment = segments.find(places.segment(number));
        if (segment == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(segments.message(number, segment, places));
        } catch (IOException | RuntimeException e) {
            log.warn("Store {}: message {} cannot be read: {}", store, number, e.toString());
            return Optional.empty();
        }
    }

    /** Appends the remaining messages of a segment again. Usually they are few. */
    void copyFrom(Segment from) {
        List<Long> inside = new ArrayList<>();
        places.forEach(number -> {
            if (places.segment(number) == from.number) {
                inside.add(number);
            }
        });
        for (long number : inside) {
            Optional<Store.Kept> kept = read(number);
            from.messages--;
            if (kept.isEmpty()) {
                places.remove(number); // the reader finds that it is missing
            } else {
                copy(kept.get(), places.rank(number));
            }
        }
    }

    private void copy(Store.Kept kept, int rank) {
        content.clear()
                .put(rank)
                .putNumber(kept.number())
                .putNumber(kept.expiry())
                .putId(kept.id())
                .put(kept.content());
        isAt(segments.append(Frame.Type.COPY, content), kept.number(), rank, kept.expiry());
    }

    /** {@return how many messages of a rank there are} */
    int count(int rank) {
        int[] count = {0};
        places.forEach(number -> count[0] += places.rank(number) == rank ? 1 : 0);
        return count[0];
    }

    /** {@return the numbers of expired messages} */
    List<Long> expired(long now) {
        List<Long> expired = new ArrayList<>();
        places.forEach(number -> {
            long expiry = places.expiry(number);
            if (expiry != 0 && expiry <= now) {
                expired.add(number);
            }
        });
        return expired;
    }

    /** {@return when the next unexpired message expires; 0 if none does} */
    long nextExpiry(long now) {
        long[] next = {0};
        places.forEach(number -> {
            long expiry = places.expiry(number);
            if (expiry > now && (next[0] == 0 || expiry < next[0])) {
                next[0] = expiry;
            }
        });
        return next[0];
    }
}
