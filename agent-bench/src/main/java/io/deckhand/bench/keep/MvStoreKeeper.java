package io.deckhand.bench.keep;

import java.nio.file.Path;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** A map by number in h2's MVStore. */
final class MvStoreKeeper extends Forcing {
    private final MVStore store;
    private final MVMap<Long, byte[]> messages;
    private long last;

    MvStoreKeeper(Path directory) {
        store = new MVStore.Builder()
                .fileName(directory.resolve("messages.mv").toString())
                .autoCommitDisabled()
                .open();
        messages = store.openMap("messages");
        Long known = messages.lastKey();
        last = known == null ? 0 : known;
    }

    @Override
    public void add(byte[] body) {
        messages.put(++last, body.clone());
    }

    @Override
    public void force() {
        store.commit();
        store.sync();
    }

    @Override
    public boolean take() {
        Long first = messages.firstKey();
        return first != null && messages.remove(first) != null;
    }

    @Override
    public void close() {
        store.close();
    }
}
