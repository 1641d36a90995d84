package io.deckhand.testkit.internal.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.DeviceIdentity;
import io.deckhand.testkit.internal.identity.IdentityIds;
import io.deckhand.testkit.internal.identity.IdentityListener;
import io.deckhand.testkit.internal.store.StateStore;
import io.deckhand.testkit.internal.store.StateStore.Shelf;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The twins of all devices, which back ends and devices read and write, and their listeners. */
public final class DeviceTwins implements IdentityListener {
    private final StateStore store;
    private final Clock clock;
    private final Map<String, DeviceTwin> twins = new HashMap<>();
    private final Map<String, List<DesiredListener>> listeners = new HashMap<>();
    private final List<TwinListener> observers = new CopyOnWriteArrayList<>();

    public DeviceTwins(StateStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
        store.load(Shelf.TWINS).forEach((id, document) -> twins.put(id, DeviceTwin.fromDocument(id, document)));
    }

    @Override
    public synchronized void created(DeviceIdentity identity) {
        keep(DeviceTwin.empty(identity.id()));
    }

    @Override
    public synchronized void deleted(DeviceIdentity identity) {
        twins.remove(identity.id());
        store.delete(Shelf.TWINS, identity.id());
    }

    /**
     * {@return the twin}
     *
     * @throws HubException with {@link HubError#DEVICE_NOT_FOUND}
     */
    public synchronized DeviceTwin get(String deviceId) {
        DeviceTwin twin = twins.get(deviceId);
        if (twin == null) {
            boolean isDevice = IdentityIds.moduleId(deviceId) == null;
            throw new HubException(
                    isDevice ? HubError.DEVICE_NOT_FOUND : HubError.MODULE_NOT_FOUND, "No twin of '" + deviceId + "'.");
        }
        return twin;
    }

    /**
     * Merges a device's patch into its reported properties.
     *
     * @param expectedVersion the version that the reported section must have, if the device named one
     * @return the new version of the reported section
     * @throws HubException for invalid values (400), another version (412) or too large a section (413)
     */
    public synchronized long patchReported(String deviceId, ObjectNode patch, OptionalLong expectedVersion) {
        DeviceTwin twin = get(deviceId);
        TwinSection before = twin.reportedSection();
        if (expectedVersion.isPresent() && expectedVersion.getAsLong() != before.version()) {
            throw new HubException(
                    HubError.PRECONDITION_FAILED,
                    "The reported properties have version " + before.version() + ", not " + expectedVersion.getAsLong()
                            + ". Read the twin and try again.");
        }
        TwinRules.checkPatch(TwinSectionKind.REPORTED, patch);
        TwinSection after = before.merged(patch, clock.instant());
        TwinRules.checkSize(after);
        DeviceTwin changed = twin.withReported(after);
        keep(changed);
        observe(new TwinChange(changed, false, null, null, patch));
        return after.version();
    }

    /**
     * Merges a back end's change into tags and desired properties.
     *
     * @param change a twin in the format of REST: {@code {"tags":{…},"properties":{"desired":{…}}}}, both optional
     * @param ifMatch the etag the twin must have, with or without quotes; {@code *} or null for any
     * @return the twin after the change
     * @throws HubException for an unknown device (404001), another etag (412001), invalid values (400) or too large a
     *     section (413)
     */
    public synchronized DeviceTwin patch(String deviceId, ObjectNode change, @Nullable String ifMatch) {
        DeviceTwin twin = matching(deviceId, ifMatch);
        TwinSection tags = twin.tagsSection();
        ObjectNode tagsPatch = section(change.path("tags"), TwinSectionKind.TAGS);
        if (tagsPatch != null) {
            tags = checked(tags.merged(tagsPatch, clock.instant()));
        }
        TwinSection desired = twin.desiredSection();
        ObjectNode desiredPatch = section(change.path("properties").path("desired"), TwinSectionKind.DESIRED);
        if (desiredPatch != null) {
            desired = checked(desired.merged(desiredPatch, clock.instant()));
        }
        DeviceTwin after = twin.withBackEndChange(tags, desired);
        keep(after);
        observe(new TwinChange(after, false, tagsPatch, desiredPatch, null));
        if (desiredPatch != null) {
            tell(deviceId, desiredPatch, desired.version());
        }
        return after;
    }

    /**
     * Replaces tags and desired properties; missing sections become empty. The device receives all new properties, and
     * null for all removed ones, so that merging gives it exactly the new properties.
     *
     * @param wanted as for {@link #patch}
     * @param ifMatch as for {@link #patch}
     * @return the twin after the change
     */
    public synchronized DeviceTwin replace(String deviceId, ObjectNode wanted, @Nullable String ifMatch) {
        DeviceTwin twin = matching(deviceId, ifMatch);
        ObjectNode tagsWanted = sectionOrEmpty(wanted.path("tags"), TwinSectionKind.TAGS);
        ObjectNode desiredWanted = sectionOrEmpty(wanted.path("properties").path("desired"), TwinSectionKind.DESIRED);
        TwinSection tags = checked(twin.tagsSection().replaced(tagsWanted, clock.instant()));
        TwinSection desired = checked(twin.desiredSection().replaced(desiredWanted, clock.instant()));
        DeviceTwin after = twin.withBackEndChange(tags, desired);
        keep(after);
        observe(TwinChange.replaced(after));
        tell(deviceId, nullsForTheMissing(twin.desiredSection().values(), desiredWanted), desired.version());
        return after;
    }

    /**
     * Checks the tags and desired properties of a new twin.
     *
     * @param wanted as for {@link #patch}
     * @throws HubException for invalid values (400) or too large a section (413)
     */
    public static void checkNew(ObjectNode wanted) {
        DeviceTwin empty = DeviceTwin.empty("");
        ObjectNode tags = sectionOrEmpty(wanted.path("tags"), TwinSectionKind.TAGS);
        ObjectNode desired = sectionOrEmpty(wanted.path("properties").path("desired"), TwinSectionKind.DESIRED);
        checked(empty.tagsSection().merged(tags, Instant.EPOCH));
        checked(empty.desiredSection().merged(desired, Instant.EPOCH));
    }

    /** Replaces a device's twin with the one that it had at another hub. */
    public synchronized void adopt(DeviceTwin twin) {
        var unused = get(twin.deviceId());
        keep(twin);
    }

    /**
     * Resets the twin of a device, which may be connected: it has no reported properties, and the given tags and
     * desired properties.
     *
     * @param wanted as for {@link #patch}
     */
    public synchronized void reset(String deviceId, ObjectNode wanted) {
        var unused = replace(deviceId, wanted, null);
        TwinSection before = get(deviceId).reportedSection();
        keep(get(deviceId).withReported(before.replaced(Json.object(), clock.instant())));
    }

    /** {@return the twin, if there is one} */
    public synchronized Optional<DeviceTwin> find(String deviceId) {
        return Optional.ofNullable(twins.get(deviceId));
    }

    /** Notifies an observer of all changes from now on. */
    public void addObserver(TwinListener observer) {
        observers.add(observer);
    }

    private void observe(TwinChange change) {
        observers.forEach(observer -> observer.changed(change));
    }

    /** {@return the model that a device announced, if it did and its twin exists} */
    public synchronized Optional<String> modelId(String deviceId) {
        return Optional.ofNullable(twins.get(deviceId)).map(DeviceTwin::modelId);
    }

    /** Stores the model that a device announces. */
    public synchronized void announceModel(String deviceId, String modelId) {
        keep(get(deviceId).withModelId(modelId));
    }

    /** Notifies a connected device of changes to desired properties from now on. */
    public synchronized void attach(String deviceId, DesiredListener listener) {
        listeners.computeIfAbsent(deviceId, id -> new ArrayList<>()).add(listener);
    }

    public synchronized void detach(String deviceId, DesiredListener listener) {
        listeners.computeIfPresent(deviceId, (id, attached) -> {
            attached.remove(listener);
            return attached.isEmpty() ? null : attached;
        });
    }

    private void keep(DeviceTwin twin) {
        store.save(Shelf.TWINS, twin.deviceId(), twin.toDocument());
        twins.put(twin.deviceId(), twin);
    }

    private void tell(String deviceId, ObjectNode patch, long version) {
        List<DesiredListener> attached = listeners.getOrDefault(deviceId, List.of());
        attached.forEach(listener -> listener.desiredChanged(patch.deepCopy().put("$version", version)));
    }

    private DeviceTwin matching(String deviceId, @Nullable String ifMatch) {
        DeviceTwin twin = get(deviceId);
        String wanted = ifMatch == null ? "*" : ifMatch.replace("\"", "");
        if (!wanted.equals("*") && !wanted.equals(twin.etag())) {
            throw new HubException(
                    HubError.PRECONDITION_FAILED,
                    "The twin of '" + deviceId + "' changed meanwhile: its etag is not the one in If-Match.");
        }
        return twin;
    }

    private static ObjectNode sectionOrEmpty(JsonNode node, TwinSectionKind kind) {
        ObjectNode section = section(node, kind);
        return section == null ? Json.object() : section;
    }

    /** {@return a section of a request, without the metadata that back ends send back, or null if it is missing} */
    private static @Nullable ObjectNode section(JsonNode node, TwinSectionKind kind) {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (!(node instanceof ObjectNode object)) {
            throw new HubException(HubError.ARGUMENT_INVALID, "The twin's " + kind.label() + " must be a JSON object.");
        }
        ObjectNode section = object.deepCopy();
        section.remove(List.of("$version", "$metadata"));
        TwinRules.checkPatch(kind, section);
        return section;
    }

    private static TwinSection checked(TwinSection section) {
        TwinRules.checkSize(section);
        return section;
    }

    private static ObjectNode nullsForTheMissing(ObjectNode before, ObjectNode wanted) {
        ObjectNode patch = wanted.deepCopy();
        before.properties().forEach(entry -> {
            JsonNode now = wanted.get(entry.getKey());
            if (now == null) {
                patch.putNull(entry.getKey());
            } else if (now instanceof ObjectNode nowObject && entry.getValue() instanceof ObjectNode beforeObject) {
                patch.set(entry.getKey(), nullsForTheMissing(beforeObject, nowObject));
            }
        });
        return patch;
    }
}
