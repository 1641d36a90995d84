package io.deckhand.core.internal.identity;

import io.deckhand.identity.CredentialException;

/** A source of a certificate and its key, which is read again when it has changed. */
public interface MaterialSource {
    /** {@return the location, for messages} */
    String where();

    /** {@return a value that changes with the certificate or the key, and is cheap to obtain} */
    Object stamp() throws CredentialException;

    KeyMaterial load() throws CredentialException;
}
