package io.deckhand.testkit.internal.dps;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.store.StateStore;
import io.deckhand.testkit.internal.store.StateStore.Shelf;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The registrations. Every change is stored before the call returns. */
final class RegistrationLog {
    private final StateStore store;
    private final TreeMap<String, Registration> registrations = new TreeMap<>();

    RegistrationLog(StateStore store, String ownHub) {
        this.store = store;
        store.load(Shelf.REGISTRATIONS)
                .forEach((id, document) -> registrations.put(id, Registration.fromDocument(document, ownHub)));
    }

    synchronized Optional<Registration> find(String registrationId) {
        return Optional.ofNullable(registrations.get(registrationId));
    }

    /**
     * {@return the registration}
     *
     * @throws HubException with {@link HubError#REGISTRATION_NOT_FOUND}
     */
    synchronized Registration get(String registrationId) {
        return find(registrationId)
                .orElseThrow(() -> new HubException(
                        HubError.REGISTRATION_NOT_FOUND, "'" + registrationId + "' has not registered."));
    }

    /** {@return the registrations of an enrollment, by registration id} */
    synchronized List<Registration> of(String enrollmentId) {
        return registrations.values().stream()
                .filter(registration -> registration.enrollment().equals(enrollmentId))
                .toList();
    }

    synchronized Registration keep(Registration registration) {
        store.save(Shelf.REGISTRATIONS, registration.registrationId(), registration.toDocument());
        registrations.put(registration.registrationId(), registration);
        return registration;
    }

    /**
     * Deletes a registration. The device stays at its hub.
     *
     * @param ifMatch the etag of the registration, with or without quotes; {@code *} or null for any
     */
    synchronized void delete(String registrationId, @Nullable String ifMatch) {
        Registration registration = get(registrationId);
        String wanted = ifMatch == null ? "*" : ifMatch.replace("\"", "");
        if (!wanted.equals("*") && !wanted.equals(registration.etag())) {
            throw new HubException(
                    HubError.PRECONDITION_FAILED,
                    "The registration '" + registrationId
                            + "' changed meanwhile: its etag is not the one in If-Match.");
        }
        store.delete(Shelf.REGISTRATIONS, registrationId);
        registrations.remove(registrationId);
    }
}
