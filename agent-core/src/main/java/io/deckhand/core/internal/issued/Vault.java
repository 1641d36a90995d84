package io.deckhand.core.internal.issued;

import java.util.Optional;

/** Where a device keeps what {@link ContentsFormat} writes. */
public interface Vault {
    Optional<byte[]> load();

    void save(byte[] contents);

    /** {@return a vault that is kept as long as the process runs} */
    static Vault inMemory() {
        return new Vault() {
            private byte[] kept = {};

            @Override
            public synchronized Optional<byte[]> load() {
                return kept.length == 0 ? Optional.empty() : Optional.of(kept.clone());
            }

            @Override
            public synchronized void save(byte[] contents) {
                kept = contents.clone();
            }
        };
    }
}
