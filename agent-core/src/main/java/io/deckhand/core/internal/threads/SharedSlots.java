package io.deckhand.core.internal.threads;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Slots that several lanes share. Each lane also has one slot of its own, which no other lane can take; each further
 * task that it runs at the same time takes a shared slot.
 */
public final class SharedSlots {
    /** For lanes that run one task at a time, and never ask. */
    static final SharedSlots NONE = new SharedSlots(0);

    private final Set<Lane> wanting = new LinkedHashSet<>();
    private int free;

    public SharedSlots(int slots) {
        this.free = slots;
    }

    /** {@return whether a slot was free; if not, the lane is notified when one becomes free} */
    synchronized boolean take(Lane lane) {
        if (free == 0) {
            wanting.add(lane);
            return false;
        }
        free--;
        return true;
    }

    /** Must be called without holding the lock of any lane. */
    void release() {
        List<Lane> asked;
        synchronized (this) {
            free++;
            asked = List.copyOf(wanting);
            wanting.clear();
        }
        asked.forEach(Lane::startWaiting);
    }
}
