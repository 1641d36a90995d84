package io.deckhand.testkit.internal.connection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.DeviceIdentity;
import io.deckhand.testkit.internal.identity.IdentityListener;
import io.deckhand.testkit.internal.store.StateStore;
import io.deckhand.testkit.internal.store.StateStore.Shelf;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The persistent sessions: the subscriptions of devices without clean session, across connections and restarts. */
public final class Sessions implements IdentityListener {
    private final StateStore store;
    private final Map<String, Map<String, Integer>> sessions = new HashMap<>();

    public Sessions(StateStore store) {
        this.store = store;
        store.load(Shelf.SESSIONS).forEach((id, document) -> sessions.put(id, subscriptionsIn(document)));
    }

    @Override
    public void deleted(DeviceIdentity identity) {
        forget(identity.id());
    }

    /** {@return the granted quality of service by topic filter, if there is a session} */
    public synchronized Optional<Map<String, Integer>> find(String deviceId) {
        return Optional.ofNullable(sessions.get(deviceId)).map(Map::copyOf);
    }

    public synchronized void keep(String deviceId, Map<String, Integer> subscriptions) {
        sessions.put(deviceId, Map.copyOf(subscriptions));
        ObjectNode document = Json.object();
        ArrayNode array = document.putArray("subscriptions");
        subscriptions.forEach(
                (filter, qos) -> array.addObject().put("filter", filter).put("qos", qos));
        store.save(Shelf.SESSIONS, deviceId, document);
    }

    public synchronized void forget(String deviceId) {
        sessions.remove(deviceId);
        store.delete(Shelf.SESSIONS, deviceId);
    }

    public synchronized void forgetAll() {
        for (String deviceId : sessions.keySet().toArray(String[]::new)) {
            forget(deviceId);
        }
    }

    private static Map<String, Integer> subscriptionsIn(ObjectNode document) {
        Map<String, Integer> subscriptions = new LinkedHashMap<>();
        document.required("subscriptions")
                .forEach(entry -> subscriptions.put(
                        entry.required("filter").textValue(),
                        entry.required("qos").intValue()));
        return subscriptions;
    }
}
