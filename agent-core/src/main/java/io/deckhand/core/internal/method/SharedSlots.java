package io.deckhand.core.internal.method;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The threads that all direct methods share. Each method has one thread of its own besides, so that no other can ever take its
 * last; what a method runs at the same time beyond that one takes a slot here.
 */
public final class SharedSlots {
    private final Set<MethodLane> wanting = new LinkedHashSet<>();
    private int free;

    SharedSlots(int slots) {
        this.free = slots;
    }

    /** {@return whether there was a slot; if not, the lane is asked again when there is} */
    synchronized boolean take(MethodLane lane) {
        if (free == 0) {
            wanting.add(lane);
            return false;
        }
        free--;
        return true;
    }

    /** Must be called without the lock of any lane. */
    void release() {
        List<MethodLane> asked;
        synchronized (this) {
            free++;
            asked = List.copyOf(wanting);
            wanting.clear();
        }
        asked.forEach(MethodLane::startWaiting);
    }
}
