package io.deckhand.gateway.internal.link;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The messages that the hub has not acknowledged, by packet id. Ids are given in turn, so a ring with a place for each of the last
 * ids holds them, and nothing is allocated for a message. Not thread-safe.
 */
final class UnacknowledgedPackets {
    /** As many as there are packet ids other than 0. */
    static final int MOST = 65_535;

    private static final int FEW = 16;

    private @Nullable Publication[] ring = new Publication[FEW];
    private int size;
    private int lastId;

    int size() {
        return size;
    }

    /** {@return a packet id that no message has; a message gets it only with {@link #add}} */
    int nextId() {
        if (size * 2 > ring.length && ring.length <= MOST) {
            grow();
        }
        do {
            lastId = lastId % MOST + 1;
        } while (ring[place(lastId)] != null); // the place of a message that has waited for longer than those after it
        return lastId;
    }

    /** Gives a message its packet id. There must be less than {@link #MOST}. */
    void add(Publication publication) {
        int id = nextId();
        publication.packetId(id);
        ring[place(id)] = publication;
        size++;
    }

    private int place(int id) {
        return id & (ring.length - 1); // the length is a power of two
    }

    private void grow() {
        @Nullable Publication[] before = ring;
        ring = new Publication[before.length * 2];
        for (Publication publication : before) {
            if (publication != null) {
                ring[place(publication.packetId())] = publication;
            }
        }
    }

    /** Removes a message. {@return null if none has this id} */
    @Nullable
    Publication remove(int id) {
        Publication found = ring[place(id)];
        if (found == null || found.packetId() != id) {
            return null;
        }
        ring[place(id)] = null;
        size--;
        return found;
    }

    void clear() {
        Arrays.fill(ring, null);
        size = 0;
    }
}
