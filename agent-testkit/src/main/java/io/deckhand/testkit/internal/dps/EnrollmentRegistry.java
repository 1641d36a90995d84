package io.deckhand.testkit.internal.dps;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.dps.Enrollment.Kind;
import io.deckhand.testkit.internal.store.StateStore;
import io.deckhand.testkit.internal.store.StateStore.Shelf;
import io.deckhand.testkit.internal.twin.DeviceTwins;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The enrollments of a hub. Every change is kept before its caller hears of it. */
public final class EnrollmentRegistry {
    private final StateStore store;
    private final TreeMap<String, Enrollment> enrollments = new TreeMap<>();

    public EnrollmentRegistry(StateStore store, HubRandom random) {
        this.store = store;
        store.load(Shelf.ENROLLMENTS).forEach((id, document) -> enrollments.put(id, Enrollment.read(document, random)));
    }

    /**
     * Adds an enrollment.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} for one that is there, or a twin that no device can have
     */
    public synchronized Enrollment create(Enrollment enrollment) {
        if (enrollments.containsKey(enrollment.id())) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID,
                    "There is an " + enrollment.kind().label() + " enrollment '" + enrollment.name() + "' already.");
        }
        DeviceTwins.checkNew(enrollment.initialTwin());
        return keep(enrollment);
    }

    /** Lets devices register under an enrollment, or no longer; those that have keep what they got. */
    public synchronized Enrollment enable(Kind kind, String name, boolean enabled) {
        return keep(get(kind, name).withEnabled(enabled));
    }

    /**
     * {@return the enrollment}
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} that lists the known
     */
    public synchronized Enrollment get(Kind kind, String name) {
        return find(kind, name)
                .orElseThrow(() -> new HubException(
                        HubError.ARGUMENT_INVALID,
                        "No " + kind.label() + " enrollment '" + name + "'. Known: "
                                + (enrollments.isEmpty() ? "none" : String.join(", ", enrollments.keySet())) + "."));
    }

    public synchronized Optional<Enrollment> find(Kind kind, String name) {
        return Optional.ofNullable(enrollments.get(Enrollment.id(kind, name)));
    }

    /** {@return all of them, by id} */
    public synchronized List<Enrollment> list() {
        return List.copyOf(enrollments.values());
    }

    /** {@return those for any number of devices} */
    List<Enrollment> groups() {
        return list().stream().filter(one -> one.kind() == Kind.GROUP).toList();
    }

    /** Removes an enrollment; devices that have registered under it stay. */
    public synchronized void delete(Kind kind, String name) {
        String id = get(kind, name).id();
        store.delete(Shelf.ENROLLMENTS, id);
        enrollments.remove(id);
    }

    private Enrollment keep(Enrollment enrollment) {
        store.save(Shelf.ENROLLMENTS, enrollment.id(), enrollment.toDocument());
        enrollments.put(enrollment.id(), enrollment);
        return enrollment;
    }
}
