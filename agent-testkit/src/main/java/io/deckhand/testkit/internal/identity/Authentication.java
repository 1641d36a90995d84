package io.deckhand.testkit.internal.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** The way a device authenticates. */
public sealed interface Authentication {
    /** The name of {@link Keys} in the service API. */
    String KEYS = "sas";

    /** The name of {@link SelfSigned} in the service API. */
    String SELF_SIGNED = "selfSigned";

    /** The name of {@link CaSigned} in the service API. */
    String CA_SIGNED = "certificateAuthority";

    /** By tokens that it signs with one of its keys. */
    record Keys() implements Authentication {}

    /** By one of two certificates, from any issuer. */
    record SelfSigned(Thumbprints thumbprints) implements Authentication {}

    /** By any certificate for its id that a trusted CA signed. */
    record CaSigned() implements Authentication {}

    /** {@return its name in the service API} */
    default String wireName() {
        if (this instanceof Keys) {
            return KEYS;
        }
        return this instanceof SelfSigned ? SELF_SIGNED : CA_SIGNED;
    }

    /** {@return the thumbprints of its certificates, or null} */
    default @Nullable Thumbprints thumbprints() {
        return this instanceof SelfSigned selfSigned ? selfSigned.thumbprints : null;
    }

    /** Writes what {@link #fromDocument} reads. */
    default void addTo(ObjectNode document) {
        document.put("authentication", wireName());
        if (this instanceof SelfSigned selfSigned) {
            Thumbprints.write(selfSigned.thumbprints, document.putObject("thumbprints"));
        }
    }

    static Authentication fromDocument(ObjectNode document) {
        if (document.has("thumbprints")) {
            return new SelfSigned(Thumbprints.read(document.required("thumbprints")));
        }
        return document.path("authentication").asText(KEYS).equals(CA_SIGNED) ? new CaSigned() : new Keys();
    }
}
