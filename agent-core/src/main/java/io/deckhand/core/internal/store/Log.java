package io.deckhand.core.internal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a store. Records are appended in memory, and written to disk by {@link #write}. A record's place is
 * known when it is appended, so it can be read immediately. Records that could not be written are kept, and written to
 * the same places the next time: after a failed force, the content of the device is unknown.
 *
 * <p>The store locks appending and reading; {@link #write} is called by one thread at a time, outside that lock.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // the store locks
final class Log {
    /** Records are collected in blocks of about this size: a larger one would be copied several times while it grows. */
    private static final int BLOCK = 64 * 1024;

    private static final int FIRST_BLOCK = 4 * 1024;

    private final Disk disk;
    private final @Nullable StoreKey key;
    private final Supplier<UUID> ids;
    private final NavigableMap<Long, Segment> segments;
    private long lsn;
    private long lastSegment;
    private long nextMessage;
    private @Nullable Segment active;

    /** Consecutive records appended to one segment. */
    private record Block(Segment segment, long from, Bytes bytes) {
        boolean holds(Segment wanted, long offset) {
            return wanted == segment && offset >= from;
        }
    }

    private final Deque<Block> appended = new ArrayDeque<>();
    private List<Block> writing = List.of();
    /** Changed under the store's lock only. */
    private volatile long unwritten;

    private long taken;

    private Disk.@Nullable DiskFile openFile;
    private @Nullable Segment openSegment;
    private Disk.@Nullable DiskFile readFile;
    private @Nullable Segment readSegment;

    /** Goes on with what was found. {@code ids} are those of new segments. */
    Log(Disk disk, @Nullable StoreKey key, Recovery found, Supplier<UUID> ids) {
        this.disk = disk;
        this.key = key;
        this.ids = ids;
        this.segments = found.segments;
        this.lsn = found.lastLsn;
        this.lastSegment = found.lastSegment;
        this.nextMessage = found.lastMessage + 1;
    }

    /** The place of a record. */
    record Place(Segment segment, long offset, int size) {}

    /** {@return the number of the next message} */
    long nextMessage() {
        return nextMessage;
    }

    /** Appends the message whose number is {@link #nextMessage} to memory. */
    Place appendMessage(Bytes content) {
        Place at = append(Frame.Type.MESSAGE, content);
        nextMessage++;
        return at;
    }

    /** Appends a record to memory. */
    Place append(Frame.Type type, Bytes content) {
        Segment to = active;
        if (to == null || to.size + content.size() > Segment.FULL) {
            to = next();
        }
        Bytes bytes = block(to);
        long offset = to.size;
        int before = bytes.size();
        Sealer sealer = to.sealer;
        long number = ++lsn;
        Bytes sealed = sealer == null ? content : new Bytes(0).put(sealer.seal(number, type, content));
        Frame.write(bytes, number, type, sealer != null, sealed);
        int size = bytes.size() - before;
        to.size += size;
        unwritten += size;
        return new Place(to, offset, size);
    }

    /** {@return the bytes to which the next record of a segment is appended} */
    private Bytes block(Segment segment) {
        Block last = appended.peekLast();
        if (last == null || last.segment() != segment || last.bytes().size() >= BLOCK) {
            last = new Block(segment, segment.size, new Bytes(appended.isEmpty() ? FIRST_BLOCK : BLOCK + FIRST_BLOCK));
            appended.addLast(last);
        }
        return last.bytes();
    }

    private Segment next() {
        Segment made = Segment.create(++lastSegment, ids.get(), lsn + 1, key);
        segments.put(made.number, made);
        active = made;
        Bytes bytes = block(made);
        new SegmentHeader(made.id, made.firstLsn, nextMessage, key == null ? 0 : key.check(made.id)).write(bytes);
        made.size = bytes.size();
        unwritten += made.size;
        return made;
    }

    /** {@return whether any appended records have not been taken for writing} */
    boolean isAppended() {
        return !appended.isEmpty();
    }

    boolean isWritten() {
        return appended.isEmpty() && writing.isEmpty();
    }

    /** {@return whether records taken for writing are not yet written, because writing failed} */
    boolean isBehind() {
        return !writing.isEmpty();
    }

    /** {@return the bytes in memory that are not on disk} Needs no lock. */
    long unwritten() {
        return unwritten;
    }

    /** Takes all appended records for the next {@link #write}. */
    void take() {
        List<Block> all = new ArrayList<>(writing);
        all.addAll(appended);
        appended.clear();
        writing = all;
        taken = unwritten;
    }

    /** Writes the taken records, and forces them to the device. */
    void write() throws IOException {
        disk.lock();
        boolean made = false;
        for (Block block : writing) {
            made |= openFor(block.segment());
            Disk.DiskFile file = openFile;
            if (file != null) {
                file.write(block.bytes().buffer(), block.from());
            }
        }
        if (openFile != null) {
            openFile.force();
        }
        if (made) {
            disk.forceNames();
        }
    }

    /** {@return whether this opened another file} */
    private boolean openFor(Segment segment) throws IOException {
        if (openSegment == segment) {
            return false;
        }
        if (openFile != null) {
            openFile.force();
        }
        closeWriter();
        openFile = disk.open(segment.name);
        openSegment = segment;
        return true;
    }

    private void closeWriter() throws IOException {
        if (openFile != null) {
            Disk.DiskFile file = openFile;
            openFile = null;
            openSegment = null;
            file.close();
        }
    }

    /** The taken records are on the device. */
    void written() {
        writing = List.of();
        unwritten -= taken;
        taken = 0;
    }

    /**
     * The taken records may not be on the device. Files are opened again the next time, as the directory may have been
     * replaced by then.
     */
    void failed() {
        closeQuietly();
    }

    /** A decrypted record, read from a segment. */
    record Content(Frame.Type type, ByteBuffer content) {}

    /** {@return a record that was appended before} */
    Content read(Segment segment, int offset, int size) throws IOException {
        ByteBuffer bytes = inMemory(segment, offset);
        if (bytes == null) {
            bytes = ByteBuffer.allocate(size);
            reader(segment).read(bytes, offset);
            bytes.flip();
        }
        Frame frame = Frame.at(bytes, 0);
        if (frame == null) {
            throw new IOException("the record at " + offset + " of " + segment.name + " is damaged");
        }
        return new Content(frame.type(), plain(segment, frame));
    }

    /** {@return a message that was appended before} */
    Store.Kept message(long number, Segment segment, Places places) throws IOException {
        Content record = read(segment, places.offset(number), places.size(number));
        ByteBuffer content = record.content();
        content.get(); // the rank
        Bytes.number(content);
        long expiry = Bytes.number(content);
        UUID id = record.type() == Frame.Type.COPY ? Bytes.id(content) : segment.id;
        return new Store.Kept(number, id, expiry, Bytes.rest(content));
    }

    private static ByteBuffer plain(Segment segment, Frame frame) throws IOException {
        if (!frame.sealed()) {
            return frame.content();
        }
        Sealer sealer = segment.sealer;
        byte[] plain = sealer == null ? null : sealer.open(frame.lsn(), frame.type(), frame.content());
        if (plain == null) {
            throw new IOException("a record of " + segment.name + " cannot be decrypted");
        }
        return ByteBuffer.wrap(plain);
    }

    private @Nullable ByteBuffer inMemory(Segment segment, int offset) {
        ByteBuffer found = in(appended, segment, offset);
        return found == null ? in(writing, segment, offset) : found;
    }

    private static @Nullable ByteBuffer in(Collection<Block> blocks, Segment segment, int offset) {
        for (Block block : blocks) {
            int at = (int) (offset - block.from());
            if (block.holds(segment, offset) && at < block.bytes().size()) {
                return block.bytes().buffer().slice(at, block.bytes().size() - at);
            }
        }
        return null;
    }

    private Disk.DiskFile reader(Segment segment) throws IOException {
        Disk.DiskFile known = readFile;
        if (known != null && readSegment == segment) {
            return known;
        }
        closeReader();
        Disk.DiskFile opened = disk.open(segment.name);
        readFile = opened;
        readSegment = segment;
        return opened;
    }

    private void closeReader() throws IOException {
        if (readFile != null) {
            Disk.DiskFile file = readFile;
            readFile = null;
            readSegment = null;
            file.close();
        }
    }

    /** Deletes a segment that holds no needed records any more. */
    void delete(Segment segment) throws IOException {
        if (readSegment == segment) {
            closeReader();
        }
        disk.delete(segment.name);
        segments.remove(segment.number);
    }

    /** {@return the oldest segment apart from the active one, if there is one} */
    @Nullable
    Segment oldest() {
        Segment first = segments.isEmpty() ? null : segments.firstEntry().getValue();
        return first == active ? null : first;
    }

    /** {@return the segment after a segment, unless that is the active one} */
    @Nullable
    Segment olderThanActiveAfter(Segment segment) {
        Segment next = after(segment);
        return next == active ? null : next;
    }

    /** {@return a segment by its number, if there is one} */
    @Nullable
    Segment find(long number) {
        return segments.get(number);
    }

    /** {@return the segment after this one} */
    Segment after(Segment segment) {
        return segments.higherEntry(segment.number).getValue();
    }

    long bytes() {
        long bytes = 0;
        for (Segment segment : segments.values()) {
            bytes += segment.size;
        }
        return bytes;
    }

    int files() {
        return segments.size();
    }

    void closeQuietly() {
        try {
            closeWriter();
        } catch (IOException e) {
            openFile = null; // the write before has already reported the failure
            openSegment = null;
        }
        try {
            closeReader();
        } catch (IOException e) {
            readFile = null;
            readSegment = null;
        }
    }
}
