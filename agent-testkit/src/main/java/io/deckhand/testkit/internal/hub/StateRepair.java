package io.deckhand.testkit.internal.hub;

import io.deckhand.testkit.internal.identity.IdentityIds;
import io.deckhand.testkit.internal.store.StateStore;
import io.deckhand.testkit.internal.store.StateStore.Shelf;
import java.util.List;
import java.util.Set;

/**
 * Removes leftovers of a killed hub: documents of identities that do not exist.
 *
 * <p>An identity's own document is written last and deleted first. So at whatever moment a hub was killed, existing
 * identities are complete, and the other documents are orphans. If they were kept, they would become part of the next
 * identity with that id.
 */
public final class StateRepair {
    private static final List<Shelf> BELONGING_TO_IDENTITIES =
            List.of(Shelf.TWINS, Shelf.SESSIONS, Shelf.CLOUD_TO_DEVICE);

    private StateRepair() {}

    public static void run(StateStore store) {
        Set<String> devices = store.load(Shelf.DEVICES).keySet();
        devices.stream()
                .filter(id -> !devices.contains(IdentityIds.deviceId(id)))
                .forEach(module -> store.delete(Shelf.DEVICES, module));
        Set<String> left = store.load(Shelf.DEVICES).keySet();
        for (Shelf shelf : BELONGING_TO_IDENTITIES) {
            store.load(shelf).keySet().stream().filter(id -> !left.contains(id)).forEach(id -> store.delete(shelf, id));
        }
    }
}
