package io.deckhand.core.internal.store;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log from beginning to end, whatever its damage: a damaged record is skipped, and reading continues with the
 * next intact one. Detects missing records and missing messages by their numbers.
 */
final class Recovery {
    /** A larger gap is not a loss: if a store could not be read when it was opened, its numbers continue far above. */
    private static final long MOST_MISSING = 1 << 28;

    private final Disk disk;
    private final @Nullable StoreKey key;

    final Places places = new Places();
    final States states = new States();
    final TreeMap<Long, Segment> segments = new TreeMap<>();
    private final Numbers gone = new Numbers();

    /**
     * Message numbers from {@code from} (inclusive) to {@code to} (exclusive) that were not found in sequence. They may
     * still be found elsewhere, or be gone.
     */
    private record Gap(long from, long to) {}

    private final List<Gap> gaps = new ArrayList<>();

    /** The first message that was accepted into each segment. */
    private final Map<Long, Long> firsts = new HashMap<>();

    private long begin;
    private long beginSegment;
    private long beginMessage;
    private long beginFirst;
    private boolean beginKnown;

    long lastLsn;
    long lastSegment;
    long lastMessage;
    long damagedRecords;
    long lostMessages;
    private boolean wrongKey;
    private boolean anyOpened;

    Recovery(Disk disk, @Nullable StoreKey key) {
        this.disk = disk;
        this.key = key;
    }

    /** Reads all files; throws only if the files cannot be listed, or have another format or key. */
    void run() throws IOException {
        List<String> names = new ArrayList<>(disk.names());
        names.removeIf(name -> Segment.Name.parse(name).isEmpty());
        names.sort(null);
        for (String name : names) {
            Segment.Name.parse(name).ifPresent(parsed -> lastSegment = Math.max(lastSegment, parsed.number()));
        }
        for (String name : names) {
            read(name, Segment.Name.parse(name).orElseThrow());
        }
        if (wrongKey && !anyOpened) {
            throw new UnknownFormat(
                    "The store is encrypted with a different key. Give the right key, or another " + "directory.");
        }
        end();
    }

    private void read(String file, Segment.Name name) throws UnknownFormat {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(disk.read(file));
        } catch (IOException unreadable) {
            damagedRecords++; // the numbers in the next segment show how many are missing
            return;
        }
        SegmentHeader header = SegmentHeader.read(bytes);
        long number = name.number();
        if (segments.containsKey(number)) {
            number = ++lastSegment; // two files with the same number
        }
        UUID id = header == null ? name.id() : header.id();
        boolean known = lastLsn > 0;
        long firstLsn = header == null ? lastLsn + 1 : header.firstLsn();
        checkKey(header, id);
        Segment segment = new Segment(number, file, id, firstLsn, key == null ? null : key.sealer(id));
        segment.size = bytes.limit();
        segments.put(number, segment);
        if (header != null && known && header.firstLsn() > lastLsn + 1 && header.firstLsn() - lastLsn < MOST_MISSING) {
            damagedRecords += header.firstLsn() - lastLsn - 1;
            lastLsn = header.firstLsn() - 1;
        }
        if (header != null) {
            expect(header.firstMessage(), known);
        }
        scan(bytes, segment, header == null ? -1 : header.firstLsn() - 1);
    }

    private void checkKey(@Nullable SegmentHeader header, UUID id) {
        if (header == null) {
            return;
        }
        boolean right = header.keyCheck() == 0 || (key != null && key.check(id) == header.keyCheck());
        anyOpened |= right;
        wrongKey |= !right;
    }

    /** Messages are numbered without gaps, so a gap is a loss, unless they are gone. */
    private void expect(long message, boolean known) {
        if (message > lastMessage + 1) {
            if (known && message - lastMessage < MOST_MISSING) {
                gaps.add(new Gap(lastMessage + 1, message));
            } else {
                beginMessage = message;
            }
        }
        lastMessage = Math.max(lastMessage, message - 1);
    }

    private void scan(ByteBuffer bytes, Segment segment, long before) {
        long previous = before;
        int at = Math.min(SegmentHeader.SIZE, bytes.limit());
        int damagedFrom = -1;
        while (at < bytes.limit()) {
            Frame frame = Frame.at(bytes, at);
            if (frame == null || (damagedFrom >= 0 && !isPlausible(frame, previous, at - damagedFrom))) {
                damagedFrom = damagedFrom < 0 ? at : damagedFrom;
                at++;
                continue;
            }
            if (previous >= 0 && frame.lsn() > previous + 1 && frame.lsn() > lastLsn) {
                damagedRecords += frame.lsn() - previous - 1;
            }
            previous = Math.max(previous, frame.lsn());
            damagedFrom = -1;
            if (!apply(frame, segment, at)) {
                damagedRecords++;
            }
            lastLsn = Math.max(lastLsn, frame.lsn());
            at += frame.size();
        }
        if (damagedFrom >= 0) {
            cutOff(bytes, damagedFrom);
        }
    }

    /** The content of a message may look like a record, for instance if it is part of another store. */
    private static boolean isPlausible(Frame frame, long previous, int skipped) {
        return previous < 0 || (frame.lsn() > previous && frame.lsn() - previous - 1 <= 1 + skipped / Frame.HEAD);
    }

    /** The end of a segment is damaged, or incomplete after a power cut. Zeros were never written, and do not count. */
    private void cutOff(ByteBuffer bytes, int from) {
        for (int i = from; i < bytes.limit(); i++) {
            if (bytes.get(i) != 0) {
                damagedRecords++;
                return;
            }
        }
    }

    private boolean apply(Frame frame, Segment segment, int at) {
        ByteBuffer content = frame.content();
        if (frame.sealed()) {
            byte[] plain = segment.sealer == null ? null : segment.sealer.open(frame.lsn(), frame.type(), content);
            if (plain == null) {
                return false;
            }
            content = ByteBuffer.wrap(plain);
        }
        try {
            apply(frame, content, segment, at);
            return true;
        } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException e) {
            return false; // intact, but not in the form that this version writes
        }
    }

    private void apply(Frame frame, ByteBuffer content, Segment segment, int at) {
        switch (frame.type()) {
            case MESSAGE, COPY -> {
                int rank = content.get();
                long number = Bytes.number(content);
                long expiry = Bytes.number(content);
                if (frame.type() == Frame.Type.MESSAGE && frame.lsn() > lastLsn) {
                    expect(number, lastMessage > 0);
                    lastMessage = Math.max(lastMessage, number);
                }
                if (frame.type() == Frame.Type.MESSAGE) {
                    firsts.merge(segment.number, number, Math::min);
                }
                if (!places.contains(number) || frame.type() == Frame.Type.COPY) {
                    places.put(number, rank, expiry, segment.number, at, frame.size());
                }
            }
            case GONE -> gone.addRuns(content);
            case PUT, REMOVE -> states.read(frame.type(), content, frame.lsn(), segment.number);
            case CHECKPOINT -> checkpoint(content);
            default -> throw new IllegalArgumentException("no record of this type");
        }
    }

    private void checkpoint(ByteBuffer content) {
        long segment = Bytes.number(content);
        long lsn = Bytes.number(content);
        long message = Bytes.number(content);
        if (segment >= beginSegment) {
            beginSegment = segment;
            begin = lsn;
            beginKnown = true;
            beginFirst = message;
        }
    }

    private void end() {
        gone.forEach(places::remove);
        dropStale();
        states.endReading(begin);
        places.forEach(number -> {
            Segment segment = segments.get(places.segment(number));
            if (segment != null) {
                segment.messages++;
            }
        });
        if (beginKnown && !segments.isEmpty() && segments.firstKey() > beginSegment && beginMessage > beginFirst) {
            gaps.add(new Gap(beginFirst, beginMessage)); // the oldest segment is missing
        }
        long oldest = segments.values().stream()
                .mapToLong(segment -> firsts.getOrDefault(segment.number, beginMessage))
                .min()
                .orElse(beginMessage);
        if (oldest < beginMessage) {
            gaps.add(new Gap(oldest, beginMessage)); // a file with a later number in its name holds older messages
        }
        for (Gap gap : gaps) {
            for (long number = gap.from(); number < gap.to(); number++) {
                lostMessages += gone.contains(number) || places.contains(number) ? 0 : 1;
            }
        }
        damagedRecords = Math.max(damagedRecords, lostMessages);
    }

    /**
     * Deletes segments before the log's beginning: the process ended before they were deleted, or they were restored.
     */
    private void dropStale() {
        List<Segment> stale = segments.values().stream()
                .filter(segment -> segment.firstLsn < begin)
                .toList();
        List<Long> messages = new ArrayList<>();
        places.forEach(number -> {
            Segment at = segments.get(places.segment(number));
            if (at != null && stale.contains(at)) {
                messages.add(number);
            }
        });
        messages.forEach(places::remove);
        stale.forEach(segment -> {
            try {
                disk.delete(segment.name);
            } catch (IOException e) {
                return; // deleted at the next opening
            }
            segments.remove(segment.number);
        });
    }
}
