package io.deckhand.core.internal.issued;

import java.util.Optional;

/**
 * All that a device keeps of its issued certificates.
 *
 * @param current the newest certificate
 * @param previous the one before, until the current one has connected
 * @param request the unanswered request to the hub
 * @param withheld whether the service was asked for a certificate and issued none
 */
record Contents(
        Optional<Issued> current, Optional<Issued> previous, Optional<SigningRequest> request, boolean withheld) {
    static final Contents NOTHING = new Contents(Optional.empty(), Optional.empty(), Optional.empty(), false);

    static Contents ofWithheld() {
        return new Contents(Optional.empty(), Optional.empty(), Optional.empty(), true);
    }

    /** A new certificate: whatever was requested is answered by it. */
    Contents with(Issued newest) {
        return new Contents(Optional.of(newest), current, Optional.empty(), false);
    }

    Contents requesting(Optional<SigningRequest> asked) {
        return new Contents(current, previous, asked, withheld);
    }

    /** The hub has refused the newest one. */
    Contents withPrevious() {
        return new Contents(previous, Optional.empty(), request, withheld);
    }

    Contents withoutPrevious() {
        return new Contents(current, Optional.empty(), request, withheld);
    }
}
