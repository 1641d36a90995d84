package io.deckhand.testkit.internal.dps;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.KnownNames;
import io.deckhand.testkit.internal.dps.Enrollment.Kind;
import io.deckhand.testkit.internal.store.StateStore;
import io.deckhand.testkit.internal.store.StateStore.Shelf;
import io.deckhand.testkit.internal.twin.DeviceTwins;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The enrollments of a hub. Every change is stored before the call returns. */
public final class EnrollmentRegistry {
    private final StateStore store;
    private final HubRandom random;
    private final Clock clock;
    private final TreeMap<String, Enrollment> enrollments = new TreeMap<>();

    public EnrollmentRegistry(StateStore store, HubRandom random, Clock clock) {
        this.store = store;
        this.random = random;
        this.clock = clock;
        store.load(Shelf.ENROLLMENTS).forEach((id, document) -> enrollments.put(id, Enrollment.read(document, random)));
    }

    /**
     * Adds an enrollment.
     *
     * @throws HubException with {@link HubError#ENROLLMENT_ALREADY_EXISTS} if it exists, or with
     *     {@link HubError#ARGUMENT_INVALID} for an invalid initial twin
     */
    public synchronized Enrollment create(Enrollment enrollment) {
        if (enrollments.containsKey(enrollment.id())) {
            throw new HubException(
                    HubError.ENROLLMENT_ALREADY_EXISTS,
                    "There is an " + enrollment.kind().label() + " enrollment '" + enrollment.name() + "' already.");
        }
        DeviceTwins.checkNew(enrollment.initialTwin());
        return keep(enrollment);
    }

    /**
     * Creates or replaces an enrollment.
     *
     * @param ifMatch the etag that the existing one must have, with or without quotes; {@code *} for any; null also
     *     creates
     * @throws HubException when an etag is given but there is no enrollment (404201), or it has another etag (412001)
     */
    public synchronized Enrollment put(Enrollment enrollment, @Nullable String ifMatch) {
        DeviceTwins.checkNew(enrollment.initialTwin());
        if (ifMatch != null) {
            checkTag(get(enrollment.kind(), enrollment.name()), ifMatch);
        }
        return keep(enrollment);
    }

    /** Changes the placement of an enrollment, for devices that register from now on. */
    public synchronized Enrollment place(Kind kind, String name, UnaryOperator<Placement> change) {
        Enrollment enrollment = get(kind, name);
        return keep(enrollment.withPlacement(change.apply(enrollment.placement())));
    }

    /** Enables or disables an enrollment; registered devices are not affected. */
    public synchronized Enrollment enable(Kind kind, String name, boolean enabled) {
        return keep(get(kind, name).withEnabled(enabled));
    }

    /**
     * {@return the enrollment}
     *
     * @throws HubException with {@link HubError#ENROLLMENT_NOT_FOUND} whose message lists the known ones
     */
    public synchronized Enrollment get(Kind kind, String name) {
        return find(kind, name)
                .orElseThrow(() -> new HubException(
                        HubError.ENROLLMENT_NOT_FOUND,
                        "No " + kind.label() + " enrollment '" + name + "'. Known: "
                                + KnownNames.of(enrollments.keySet()) + "."));
    }

    public synchronized Optional<Enrollment> find(Kind kind, String name) {
        return Optional.ofNullable(enrollments.get(Enrollment.id(kind, name)));
    }

    /** {@return all of them, by id} */
    public synchronized List<Enrollment> list() {
        return List.copyOf(enrollments.values());
    }

    /** {@return the enrollment groups} */
    List<Enrollment> groups() {
        return list().stream().filter(one -> one.kind() == Kind.GROUP).toList();
    }

    /** Deletes an enrollment; registered devices stay. */
    public synchronized void delete(Kind kind, String name) {
        delete(kind, name, null);
    }

    /** As {@link #delete(Kind, String)}, if the enrollment has this etag. */
    public synchronized void delete(Kind kind, String name, @Nullable String ifMatch) {
        Enrollment enrollment = get(kind, name);
        if (ifMatch != null) {
            checkTag(enrollment, ifMatch);
        }
        store.delete(Shelf.ENROLLMENTS, enrollment.id());
        enrollments.remove(enrollment.id());
    }

    private Enrollment keep(Enrollment enrollment) {
        Instant now = clock.instant();
        Instant created = find(enrollment.kind(), enrollment.name())
                .map(before -> before.revision().created())
                .orElse(now);
        Enrollment kept = enrollment.withRevision(new Revision(random.etag(), created, now));
        store.save(Shelf.ENROLLMENTS, kept.id(), kept.toDocument());
        enrollments.put(kept.id(), kept);
        return kept;
    }

    private static void checkTag(Enrollment enrollment, String ifMatch) {
        if (!enrollment.revision().matches(ifMatch)) {
            throw new HubException(
                    HubError.PRECONDITION_FAILED,
                    "The enrollment '" + enrollment.name()
                            + "' changed meanwhile: its etag is not the one in If-Match.");
        }
    }
}
