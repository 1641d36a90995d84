package io.deckhand.core.internal.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes segments, oldest first, once they hold no needed records. A segment is left in two steps: one commit writes
 * the values in it again, and records where the log begins from then on; the segment is deleted after that commit. Not
 * thread-safe: the store locks.
 */
final class Compaction {
    private static final Logger log = LoggerFactory.getLogger(Compaction.class);

    private final String store;
    private final long mostBytes;
    private final Log segments;
    private final States states;
    private final Messages messages;
    private final Places places;
    private @Nullable Segment leaving;

    /** {@code store} names the store in the log; its files should not exceed {@code mostBytes}. */
    Compaction(String store, long mostBytes, Log segments, States states, Messages messages, Places places) {
        this.store = store;
        this.mostBytes = mostBytes;
        this.segments = segments;
        this.states = states;
        this.messages = messages;
        this.places = places;
    }

    /** {@return whether segments can be deleted after the next commit} */
    boolean isPending() {
        return leaving != null;
    }

    /** Appends where the log begins, if that changes. */
    void writeBegin() {
        Segment left = leaving;
        if (left != null) {
            Segment first = segments.after(left);
            segments.append(
                    Frame.Type.CHECKPOINT,
                    new Bytes(32)
                            .putNumber(first.number)
                            .putNumber(first.firstLsn)
                            .putNumber(Math.max(0, places.first())));
        }
    }

    /**
     * Called after a commit. Segments before the checkpoint of this commit are deleted now, further ones with the next
     * commit. If the files approach their limit, the needed records of the oldest segment are copied first.
     */
    void trim() {
        if (!deleteLeft()) {
            return; // tried again with the next data: a commit of its own for each attempt would only wear the device
        }
        boolean crowded = segments.bytes() > mostBytes - 2L * Segment.FULL;
        for (Segment oldest = segments.oldest(); oldest != null; oldest = segments.olderThanActiveAfter(oldest)) {
            if (crowded && oldest.messages > 0 && segments.oldest() == oldest) {
                messages.copyFrom(oldest);
            }
            if (oldest.messages > 0 || states.leave(oldest.number)) {
                break;
            }
            leaving = oldest;
        }
    }

    /** {@return whether all of them could be deleted} */
    private boolean deleteLeft() {
        Segment left = leaving;
        leaving = null;
        for (Segment oldest = segments.oldest();
                left != null && oldest != null && oldest.number <= left.number;
                oldest = segments.oldest()) {
            if (!delete(oldest)) {
                return false;
            }
        }
        return true;
    }

    /** Called after a failed commit: a full disk has room again without its oldest segment. */
    void makeRoom() {
        Segment oldest = segments.oldest();
        if (oldest != null && oldest.messages == 0 && !states.leave(oldest.number)) {
            delete(oldest);
        }
    }

    private boolean delete(Segment segment) {
        try {
            segments.delete(segment);
            return true;
        } catch (IOException e) {
            log.debug("Store {}: a segment is not deleted yet", store, e);
            return false;
        }
    }
}
