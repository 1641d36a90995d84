package io.deckhand.core.internal.upload;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The content to upload: a file or a stream. */
public sealed interface Content {
    /** {@return the content from its beginning; closed afterwards} */
    InputStream open() throws IOException;

    /** {@return its size in bytes, if known} */
    OptionalLong size() throws IOException;

    /** A file. */
    record OfFile(Path path) implements Content {
        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(path);
        }

        @Override
        public OptionalLong size() throws IOException {
            return OptionalLong.of(Files.size(path));
        }
    }

    /** A stream of the application, which stays open. */
    record OfStream(InputStream stream) implements Content {
        @Override
        public InputStream open() {
            return new FilterInputStream(stream) {
                @Override
                public int read(byte[] bytes, int from, int length) throws IOException {
                    return in.read(bytes, from, length);
                }

                @Override
                public void close() {
                    // The application closes its own stream.
                }
            };
        }

        @Override
        public OptionalLong size() {
            return OptionalLong.empty();
        }
    }
}
