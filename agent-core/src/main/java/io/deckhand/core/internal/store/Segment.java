package io.deckhand.core.internal.store;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A file of the log, of about 1 MB, and how much of it is still needed. Not thread-safe: the store locks. */
final class Segment {
    static final int FULL = 1 << 20;
    private static final Pattern NAME = Pattern.compile("(\\d{12})-([0-9a-f-]{36})\\.log");

    /** The order of segments; at most 40 bits. */
    final long number;

    final String name;

    /** The prefix of message ids; the segment's key is derived from it, too. */
    final UUID id;

    final long firstLsn;
    final @Nullable Sealer sealer;
    long size;
    int messages;

    Segment(long number, String name, UUID id, long firstLsn, @Nullable Sealer sealer) {
        this.number = number;
        this.name = name;
        this.id = id;
        this.firstLsn = firstLsn;
        this.sealer = sealer;
    }

    static Segment create(long number, UUID id, long firstLsn, @Nullable StoreKey key) {
        return new Segment(
                number,
                String.format(Locale.ROOT, "%012d-%s.log", number, id),
                id,
                firstLsn,
                key == null ? null : key.sealer(id));
    }

    /** The parts of a file name. */
    record Name(long number, UUID id) {
        static Optional<Name> parse(String name) {
            Matcher parts = NAME.matcher(name);
            try {
                return parts.matches()
                        ? Optional.of(new Name(Long.parseLong(parts.group(1)), UUID.fromString(parts.group(2))))
                        : Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.empty(); // not a file of the store
            }
        }
    }
}
