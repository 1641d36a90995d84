package io.deckhand.testkit.internal.transfer;

import java.io.IOException;
import java.util.Optional;

/** A blob container that a job reads from or writes to. */
interface TransferContainer {

    /** {@return the content of a blob, or empty if there is none of this name} */
    Optional<byte[]> read(String blob) throws IOException;

    void write(String blob, byte[] content) throws IOException;
}
