package io.deckhand.testkit.internal.identity;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.store.StateStore;
import io.deckhand.testkit.internal.store.StateStore.Shelf;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The device identities of a hub. Every change is kept before its caller hears of it. */
public final class IdentityRegistry {
    private static final String ANY_ETAG = "*";

    private final StateStore store;
    private final HubRandom random;
    private final Clock clock;
    private final TreeMap<String, DeviceIdentity> identities = new TreeMap<>();
    private final List<IdentityListener> listeners = new CopyOnWriteArrayList<>();

    public IdentityRegistry(StateStore store, HubRandom random, Clock clock) {
        this.store = store;
        this.random = random;
        this.clock = clock;
        store.load(Shelf.DEVICES).forEach((id, document) -> identities.put(id, DeviceIdentity.fromDocument(document)));
    }

    public void addListener(IdentityListener listener) {
        listeners.add(listener);
    }

    /**
     * Adds a device.
     *
     * @throws HubException for a bad id or key (400) or an id that exists (409001)
     */
    public synchronized DeviceIdentity create(String deviceId, DeviceSettings settings) {
        DeviceIds.check(deviceId);
        if (identities.containsKey(deviceId)) {
            throw new HubException(HubError.DEVICE_ALREADY_EXISTS, "Device '" + deviceId + "' exists already.");
        }
        SymmetricKeys keys = settings.keys() == null ? newKeys() : checked(settings.keys());
        DeviceIdentity identity = new DeviceIdentity(
                deviceId,
                random.generationId(),
                random.etag(),
                settings.enabled(),
                settings.statusReason(),
                clock.instant(),
                keys,
                settings.iotEdge());
        keep(identity);
        listeners.forEach(listener -> listener.created(identity));
        return identity;
    }

    /**
     * Changes a device.
     *
     * @param ifMatch the etag it must have, with or without quotes; {@code *} or null for any
     * @throws HubException when it is unknown (404001), has another etag (412001) or a key is no Base64 (400)
     */
    public synchronized DeviceIdentity update(String deviceId, DeviceSettings settings, @Nullable String ifMatch) {
        DeviceIdentity before = get(deviceId);
        checkEtag(before, ifMatch);
        Instant statusUpdated = before.enabled() == settings.enabled() ? before.statusUpdatedTime() : clock.instant();
        DeviceIdentity after = new DeviceIdentity(
                deviceId,
                before.generationId(),
                random.etag(),
                settings.enabled(),
                settings.statusReason(),
                statusUpdated,
                settings.keys() == null ? before.keys() : checked(settings.keys()),
                settings.iotEdge());
        keep(after);
        listeners.forEach(listener -> listener.updated(after));
        return after;
    }

    /** Gives a device two new keys; a connection made with the old ones lives on until its token ends. */
    public synchronized DeviceIdentity rotateKeys(String deviceId) {
        return update(deviceId, get(deviceId).settings().withKeys(newKeys()), null);
    }

    /**
     * Removes a device and all that is kept of it.
     *
     * @param ifMatch as for {@link #update}
     */
    public synchronized void delete(String deviceId, @Nullable String ifMatch) {
        DeviceIdentity identity = get(deviceId);
        checkEtag(identity, ifMatch);
        identities.remove(deviceId);
        store.delete(Shelf.DEVICES, deviceId);
        listeners.forEach(listener -> listener.deleted(identity));
    }

    /**
     * {@return the device}
     *
     * @throws HubException with {@link HubError#DEVICE_NOT_FOUND} that lists the known devices
     */
    public synchronized DeviceIdentity get(String deviceId) {
        DeviceIdentity identity = identities.get(deviceId);
        if (identity == null) {
            throw new HubException(
                    HubError.DEVICE_NOT_FOUND,
                    "No device '" + deviceId + "'. Known: " + known(identities.keySet()) + ".");
        }
        return identity;
    }

    public synchronized Optional<DeviceIdentity> find(String deviceId) {
        return Optional.ofNullable(identities.get(deviceId));
    }

    /** {@return all devices, by id} */
    public synchronized List<DeviceIdentity> list() {
        return List.copyOf(identities.values());
    }

    private void keep(DeviceIdentity identity) {
        store.save(Shelf.DEVICES, identity.deviceId(), identity.toDocument());
        identities.put(identity.deviceId(), identity);
    }

    private SymmetricKeys newKeys() {
        return new SymmetricKeys(random.key(), random.key());
    }

    private static SymmetricKeys checked(SymmetricKeys keys) {
        try {
            Base64.getDecoder().decode(keys.primary());
            Base64.getDecoder().decode(keys.secondary());
            return keys;
        } catch (IllegalArgumentException e) {
            throw new HubException(HubError.ARGUMENT_INVALID, "A symmetric key must be Base64.");
        }
    }

    private static void checkEtag(DeviceIdentity identity, @Nullable String ifMatch) {
        if (ifMatch == null || unquoted(ifMatch).equals(ANY_ETAG)) {
            return;
        }
        if (!unquoted(ifMatch).equals(identity.etag())) {
            throw new HubException(
                    HubError.PRECONDITION_FAILED,
                    "Device '" + identity.deviceId() + "' changed meanwhile: its etag is not the one in If-Match.");
        }
    }

    private static String unquoted(String etag) {
        return etag.length() >= 2 && etag.startsWith("\"") && etag.endsWith("\"")
                ? etag.substring(1, etag.length() - 1)
                : etag;
    }

    private static String known(Collection<String> ids) {
        return ids.isEmpty() ? "none" : String.join(", ", ids);
    }
}
