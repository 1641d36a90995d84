package io.deckhand.core.internal.identity;

import io.deckhand.identity.CredentialException;

/** Where a certificate and its key are read from, again whenever they have changed. */
interface MaterialSource {
    /** {@return where, for messages} */
    String where();

    /** {@return what changes when the certificate or the key does, and costs little to ask for} */
    Object stamp() throws CredentialException;

    KeyMaterial load() throws CredentialException;
}
