package io.deckhand.testkit.internal.identity;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.KnownNames;
import io.deckhand.testkit.internal.store.StateStore;
import io.deckhand.testkit.internal.store.StateStore.Shelf;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The identity registry of a hub. Every change is stored before the call returns. */
public final class IdentityRegistry {
    private static final String ANY_ETAG = "*";
    private static final int MAX_MODULES = 50;
    private static final List<String> EDGE_MODULES = List.of("$edgeAgent", "$edgeHub");

    private final StateStore store;
    private final HubRandom random;
    private final Clock clock;
    private final IdentityLimits limits;
    private final TreeMap<String, DeviceIdentity> identities = new TreeMap<>();
    private final List<IdentityListener> listeners = new CopyOnWriteArrayList<>();

    public IdentityRegistry(StateStore store, HubRandom random, Clock clock) {
        this(store, random, clock, IdentityLimits.NONE);
    }

    public IdentityRegistry(StateStore store, HubRandom random, Clock clock, IdentityLimits limits) {
        this.limits = limits;
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
     * @throws HubException for an invalid id or key (400) or an existing id (409001)
     */
    public synchronized DeviceIdentity create(String deviceId, DeviceSettings settings) {
        DeviceIds.check(deviceId);
        if (identities.containsKey(deviceId)) {
            throw new HubException(HubError.DEVICE_ALREADY_EXISTS, "Device '" + deviceId + "' exists already.");
        }
        limits.check(settings);
        limits.checkRoomBeside(() -> list().size());
        DeviceIdentity device = add(deviceId, null, settings);
        matchEdgeModules(device);
        return device;
    }

    /**
     * Adds a module to a device.
     *
     * @throws HubException for an invalid id or key (400), a module in place of the device (400301), an unknown device
     *     (404001), an existing module (409301) or too many modules (413003)
     */
    public synchronized DeviceIdentity createModule(String deviceId, String moduleId, DeviceSettings settings) {
        if (IdentityIds.moduleId(deviceId) != null) {
            throw new HubException(
                    HubError.CANNOT_REGISTER_MODULE_TO_MODULE, "'" + deviceId + "' is a module; modules have none.");
        }
        get(deviceId);
        DeviceIds.check(moduleId);
        if (identities.containsKey(IdentityIds.of(deviceId, moduleId))) {
            throw new HubException(
                    HubError.MODULE_ALREADY_EXISTS_ON_DEVICE,
                    "Device '" + deviceId + "' has a module '" + moduleId + "' already.");
        }
        if (modules(deviceId).size() == MAX_MODULES) {
            throw new HubException(
                    HubError.TOO_MANY_MODULES_ON_DEVICE,
                    "Device '" + deviceId + "' has " + MAX_MODULES + " modules, as many as it may.");
        }
        return add(deviceId, moduleId, settings);
    }

    private DeviceIdentity add(String deviceId, @Nullable String moduleId, DeviceSettings settings) {
        SymmetricKeys keys = settings.keys() == null ? newKeys() : checked(settings.keys());
        String generationId = random.generationId();
        DeviceIdentity identity = new DeviceIdentity(
                deviceId,
                moduleId,
                generationId,
                random.etag(),
                settings.enabled(),
                settings.statusReason(),
                clock.instant(),
                keys,
                settings.authentication(),
                settings.iotEdge(),
                settings.managedBy(),
                moduleId == null ? scopes(deviceId, generationId, settings) : Scopes.NONE);
        // Last of all: a hub that is killed meanwhile must not have half an identity after its restart.
        listeners.forEach(listener -> listener.created(identity));
        keep(identity);
        return identity;
    }

    /**
     * Changes a device or module.
     *
     * @param ifMatch the etag it must have, with or without quotes; {@code *} or null for any
     * @throws HubException when it is unknown (404001), has another etag (412001) or a key is not Base64 (400)
     */
    public synchronized DeviceIdentity update(String id, DeviceSettings settings, @Nullable String ifMatch) {
        DeviceIdentity before = get(id);
        checkEtag(before, ifMatch);
        limits.check(settings);
        Instant statusUpdated = before.enabled() == settings.enabled() ? before.statusUpdatedTime() : clock.instant();
        DeviceIdentity after = new DeviceIdentity(
                before.deviceId(),
                before.moduleId(),
                before.generationId(),
                random.etag(),
                settings.enabled(),
                settings.statusReason(),
                statusUpdated,
                settings.keys() == null ? before.keys() : checked(settings.keys()),
                settings.authentication(),
                settings.iotEdge(),
                settings.managedBy(),
                before.moduleId() == null ? scopes(id, before.generationId(), settings) : Scopes.NONE);
        keep(after);
        listeners.forEach(listener -> listener.updated(after));
        if (before.iotEdge() != after.iotEdge()) {
            matchEdgeModules(after);
        }
        return after;
    }

    private Scopes scopes(String deviceId, String generationId, DeviceSettings settings) {
        Scopes scopes = settings.iotEdge()
                ? settings.scopes().forEdge(deviceId, generationId)
                : settings.scopes().forLeaf();
        for (String parent : scopes.parents()) {
            if (identities.values().stream()
                    .noneMatch(identity -> identity.iotEdge()
                            && parent.equals(identity.scopes().own()))) {
                throw new HubException(HubError.ARGUMENT_INVALID, "No edge device has the scope '" + parent + "'.");
            }
        }
        return scopes;
    }

    /** An edge device has the two modules of its runtime, any other device has not. */
    private void matchEdgeModules(DeviceIdentity device) {
        for (String moduleId : EDGE_MODULES) {
            DeviceIdentity module = identities.get(IdentityIds.of(device.deviceId(), moduleId));
            if (device.iotEdge() && device.moduleId() == null && module == null) {
                add(device.deviceId(), moduleId, DeviceSettings.defaults().withManagedBy("iotEdge"));
            } else if (!device.iotEdge() && device.moduleId() == null && module != null) {
                remove(module);
            }
        }
    }

    /** Replaces both keys of a device; a connection made with an old key stays until its token expires. */
    public synchronized DeviceIdentity rotateKeys(String deviceId) {
        return update(deviceId, get(deviceId).settings().withKeys(newKeys()), null);
    }

    /**
     * Deletes a device with its modules, or a module, with all its documents.
     *
     * @param ifMatch as for {@link #update}
     */
    public synchronized void delete(String id, @Nullable String ifMatch) {
        DeviceIdentity identity = get(id);
        checkEtag(identity, ifMatch);
        modules(id).forEach(this::remove);
        remove(identity);
    }

    private void remove(DeviceIdentity identity) {
        identities.remove(identity.id());
        store.delete(Shelf.DEVICES, identity.id());
        listeners.forEach(listener -> listener.deleted(identity));
    }

    /**
     * {@return the device or module}
     *
     * @throws HubException with {@link HubError#DEVICE_NOT_FOUND} or {@link HubError#MODULE_NOT_FOUND} whose message
     *     lists the known ones
     */
    public synchronized DeviceIdentity get(String id) {
        DeviceIdentity identity = identities.get(id);
        if (identity != null) {
            return identity;
        }
        String moduleId = IdentityIds.moduleId(id);
        if (moduleId == null) {
            List<String> known = list().stream().map(DeviceIdentity::deviceId).toList();
            throw new HubException(
                    HubError.DEVICE_NOT_FOUND, "No device '" + id + "'. Known: " + KnownNames.of(known) + ".");
        }
        String deviceId = get(IdentityIds.deviceId(id)).deviceId();
        List<String> known = modules(deviceId).stream()
                .map(module -> String.valueOf(module.moduleId()))
                .toList();
        throw new HubException(
                HubError.MODULE_NOT_FOUND,
                "No module '" + moduleId + "' on device '" + deviceId + "'. Known: " + KnownNames.of(known) + ".");
    }

    public synchronized Optional<DeviceIdentity> find(String id) {
        return Optional.ofNullable(identities.get(id));
    }

    /** {@return all devices, by id} */
    public synchronized List<DeviceIdentity> list() {
        return identities.values().stream()
                .filter(identity -> identity.moduleId() == null)
                .toList();
    }

    /** {@return all modules of all devices, by id} */
    public synchronized List<DeviceIdentity> modules() {
        return identities.values().stream()
                .filter(identity -> identity.moduleId() != null)
                .toList();
    }

    /** {@return the modules of a device, by id} */
    public synchronized List<DeviceIdentity> modules(String deviceId) {
        return modules().stream()
                .filter(module -> module.deviceId().equals(deviceId))
                .toList();
    }

    private void keep(DeviceIdentity identity) {
        store.save(Shelf.DEVICES, identity.id(), identity.toDocument());
        identities.put(identity.id(), identity);
    }

    private SymmetricKeys newKeys() {
        return new SymmetricKeys(random.key(), random.key());
    }

    private static SymmetricKeys checked(SymmetricKeys keys) {
        return SymmetricKeys.checked(keys.primary(), keys.secondary());
    }

    private static void checkEtag(DeviceIdentity identity, @Nullable String ifMatch) {
        if (ifMatch == null || unquoted(ifMatch).equals(ANY_ETAG)) {
            return;
        }
        if (!unquoted(ifMatch).equals(identity.etag())) {
            throw new HubException(
                    HubError.PRECONDITION_FAILED,
                    "'" + identity.id() + "' changed meanwhile: its etag is not the one in If-Match.");
        }
    }

    private static String unquoted(String etag) {
        return etag.length() >= 2 && etag.startsWith("\"") && etag.endsWith("\"")
                ? etag.substring(1, etag.length() - 1)
                : etag;
    }
}
