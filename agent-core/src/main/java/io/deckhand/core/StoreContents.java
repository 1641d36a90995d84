package io.deckhand.core;

import static java.util.Objects.requireNonNull;

import io.deckhand.core.internal.store.Inspection;
import io.deckhand.core.internal.telemetry.EnvelopeFormat;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiConsumer;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * What the store of an agent holds, read without changing or locking it: an agent may use it meanwhile, and then what it wrote last may
 * be missing here.
 *
 * <pre>{@code
 * StoreContents contents = StoreContents.read(Path.of("/var/lib/pump/agent"), null);
 * System.out.println(contents.messages() + " messages wait");
 * }</pre>
 *
 * @since 0.1
 */
public final class StoreContents {
    private final Inspection inspection;

    private StoreContents(Inspection inspection) {
        this.inspection = inspection;
    }

    /**
     * Reads and verifies all of a store.
     *
     * @param directory where it is
     * @param key the key that it is encrypted by, or null
     * @return what is in it
     * @throws IllegalArgumentException if there is no store, it cannot be read, was written by a later version, or is encrypted by
     *     another key
     */
    public static StoreContents read(Path directory, @Nullable SecretKey key) {
        return new StoreContents(Inspection.of(requireNonNull(directory, "directory"), key));
    }

    /** {@return the bytes that its files take} */
    public long bytes() {
        return inspection.bytes();
    }

    /** {@return how many files it has} */
    public int files() {
        return inspection.files();
    }

    /** {@return how many telemetry messages wait for the hub} */
    public int messages() {
        return inspection.messages();
    }

    /** {@return how many values it remembers, by what they are about: such as {@code REPORTED}, properties that wait for the hub} */
    public Map<String, Integer> values() {
        return inspection.values();
    }

    /** {@return how many records are damaged} */
    public long damagedRecords() {
        return inspection.damagedRecords();
    }

    /** {@return how many telemetry messages are lost by that} */
    public long lostMessages() {
        return inspection.lostMessages();
    }

    /**
     * Shows each message that waits, the oldest first, whatever its priority.
     *
     * @param each is given the message id and the body, which may be confidential
     */
    public void forEachMessage(BiConsumer<String, byte[]> each) {
        requireNonNull(each, "each");
        inspection.forEachMessage(
                (id, content) -> each.accept(id, content.length == 0 ? content : EnvelopeFormat.body(content)));
    }
}
