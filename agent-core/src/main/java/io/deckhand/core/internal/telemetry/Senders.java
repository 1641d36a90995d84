package io.deckhand.core.internal.telemetry;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The futures of messages that are only on disk. A future without a reference to it and without dependent stages can be
 * garbage-collected, as a million messages may wait.
 */
final class Senders {
    private static final class Entry extends WeakReference<Parcel> {
        final long number;

        /** A strong reference, set once a stage depends on the future. */
        @SuppressWarnings("UnusedVariable")
        @Nullable
        Parcel held;

        Entry(Parcel parcel, ReferenceQueue<Parcel> dropped) {
            super(parcel, dropped);
            this.number = parcel.number();
        }
    }

    private final Map<Long, Entry> entries = new HashMap<>();
    private final ReferenceQueue<Parcel> dropped = new ReferenceQueue<>();

    synchronized void add(Parcel parcel) {
        forgetDropped();
        entries.put(parcel.number(), new Entry(parcel, dropped));
    }

    private void forgetDropped() {
        for (Reference<? extends Parcel> gone = dropped.poll(); gone != null; gone = dropped.poll()) {
            Entry entry = (Entry) gone;
            entries.remove(entry.number, entry);
        }
    }

    synchronized void hold(Parcel parcel) {
        Entry entry = entries.get(parcel.number());
        if (entry != null) {
            entry.held = parcel;
        }
    }

    synchronized @Nullable Parcel take(long number) {
        Entry entry = entries.remove(number);
        return entry == null ? null : entry.get();
    }

    synchronized List<Parcel> all() {
        List<Parcel> all = new ArrayList<>();
        entries.values().forEach(entry -> {
            Parcel parcel = entry.get();
            if (parcel != null) {
                all.add(parcel);
            }
        });
        entries.clear();
        return all;
    }
}
