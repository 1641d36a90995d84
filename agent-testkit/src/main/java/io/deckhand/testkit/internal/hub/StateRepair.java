package io.deckhand.testkit.internal.hub;

import io.deckhand.testkit.internal.identity.IdentityIds;
import io.deckhand.testkit.internal.store.StateStore;
import io.deckhand.testkit.internal.store.StateStore.Shelf;
import java.util.List;
import java.util.Set;

/**
 * Clears away what a hub left half done that was killed: documents of identities that are not there.
 *
 * <p>An identity is the last thing written when it is made and the first thing removed when it goes. So whatever the moment
 * a hub was killed at, an identity that is there is whole, and the rest belongs to nobody. Left there, it would turn up in
 * the next identity with that id.
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
