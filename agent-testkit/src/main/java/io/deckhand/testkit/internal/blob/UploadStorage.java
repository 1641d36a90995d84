package io.deckhand.testkit.internal.blob;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Where devices upload files to: the container of the hub itself, or one of a storage account. */
public interface UploadStorage {

    /** What a back end hears of an uploaded blob. */
    record Stored(long size, Instant changed) {}

    /**
     * Makes the container ready, once, before the hub starts.
     *
     * @throws UncheckedIOException when the storage does not answer or refuses
     */
    default void prepare() {}

    /**
     * {@return what stands in front of the container in the URI of a blob, without {@code https://}}
     *
     * @param httpsPort the port of the hub
     */
    String host(int httpsPort);

    /** {@return the query that lets a device write and read a blob until then, with its question mark} */
    String sasToken(String blob, Instant until);

    /** {@return a future with the blob, or empty if there is none; it does not fail} */
    CompletableFuture<Optional<Stored>> find(String blob);
}
