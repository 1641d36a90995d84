package io.deckhand.core.internal.issued;

import io.deckhand.core.internal.store.Kind;
import io.deckhand.core.internal.store.Store;
import java.util.Optional;

/** Keeps certificates and their keys in the agent's store, which only its owner can read, and which may be encrypted. */
public final class StoredVault implements Vault {
    private final Store store;
    private final String name;

    /** {@code name} distinguishes registrations. */
    public StoredVault(Store store, String name) {
        this.store = store;
        this.name = "certificate " + name;
    }

    @Override
    public Optional<byte[]> load() {
        return store.get(Kind.VALUE, name);
    }

    @Override
    public void save(byte[] contents) {
        store.put(Kind.VALUE, name, contents);
    }
}
