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
 * The contents of an agent's store, read without changing or locking it. An agent may use the store meanwhile; its
 * latest writes may then be missing here.
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
     * Reads and verifies a whole store.
     *
     * @param directory the store's directory
     * @param key the key that it is encrypted with; null if it is not encrypted
     * @return its contents
     * @throws IllegalArgumentException if there is no store, or it cannot be read, was written by a later version, or
     *     is encrypted with another key
     */
    public static StoreContents read(Path directory, @Nullable SecretKey key) {
        return new StoreContents(Inspection.of(requireNonNull(directory, "directory"), key));
    }

    /** {@return the total size of its files, in bytes} */
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

    /** {@return the number of stored values by kind, such as {@code REPORTED}, properties that wait for the hub} */
    public Map<String, Integer> values() {
        return inspection.values();
    }

    /** {@return how many records are damaged} */
    public long damagedRecords() {
        return inspection.damagedRecords();
    }

    /** {@return how many telemetry messages are lost because of damaged records} */
    public long lostMessages() {
        return inspection.lostMessages();
    }

    /**
     * Passes each waiting message to a consumer, the oldest first, regardless of priority.
     *
     * @param each receives the message id and the body, which may be confidential
     */
    public void forEachMessage(BiConsumer<String, byte[]> each) {
        requireNonNull(each, "each");
        inspection.forEachMessage(
                (id, content) -> each.accept(id, content.length == 0 ? content : EnvelopeFormat.body(content)));
    }
}
