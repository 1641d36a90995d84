package io.deckhand.core.internal.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** Reads a store once, without changing or locking it. */
public final class Inspection {
    private final Recovery found;
    private final Log log;

    private Inspection(Recovery found, Log log) {
        this.found = found;
        this.log = log;
    }

    public static Inspection of(Path directory, @Nullable SecretKey key) {
        Disk disk = new ReadOnlyDisk(directory);
        StoreKey storeKey = key == null ? null : new StoreKey(key);
        Recovery found = new Recovery(disk, storeKey);
        try {
            found.run();
        } catch (IOException e) {
            throw new IllegalArgumentException("The store '" + directory + "' cannot be read: " + e.getMessage(), e);
        }
        if (found.segments.isEmpty()) {
            throw new IllegalArgumentException("There is no store in '" + directory
                    + "'. Give the directory that the agent uses by storeIn(...).");
        }
        return new Inspection(found, new Log(disk, storeKey, found, UUID::randomUUID));
    }

    public long bytes() {
        return log.bytes();
    }

    public int files() {
        return log.files();
    }

    public int messages() {
        return found.places.size();
    }

    public Map<String, Integer> values() {
        Map<String, Integer> values = new TreeMap<>();
        found.states.counts().forEach((kind, count) -> values.put(kind.name().toLowerCase(Locale.ROOT), count));
        return values;
    }

    public long damagedRecords() {
        return found.damagedRecords;
    }

    public long lostMessages() {
        return found.lostMessages;
    }

    /** Passes the id and the content of each message to a consumer. */
    public void forEachMessage(BiConsumer<String, byte[]> each) {
        found.places.forEach(number -> {
            Segment segment = log.find(found.places.segment(number));
            if (segment != null) {
                try {
                    Store.Kept kept = log.message(number, segment, found.places);
                    each.accept(kept.id() + "-" + number, kept.content());
                } catch (IOException e) {
                    each.accept(segment.id + "-" + number, new byte[0]); // changed since it was read
                }
            }
        });
    }
}
