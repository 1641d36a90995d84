package io.deckhand.testkit.internal.https;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.blob.Blob;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bytes of a blob that a request reads.
 *
 * @param last the last byte; beyond the end for all that follow
 */
record BlobRange(long first, long last, boolean isPart) {
    static final BlobRange WHOLE = new BlobRange(0, Long.MAX_VALUE, false);

    private static final Pattern BYTES = Pattern.compile("bytes=(?<first>\\d{1,18})-(?<last>\\d{0,18})");

    /** {@return the range in the headers; any that is written in another way counts as none} */
    static BlobRange of(HttpHeaders headers) {
        Matcher range = BYTES.matcher(headers.get("x-ms-range", headers.get("Range", "")));
        if (!range.matches()) {
            return WHOLE;
        }
        String last = range.group("last");
        return new BlobRange(
                Long.parseLong(range.group("first")), last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last), true);
    }

    /**
     * {@return the content}
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when the blob ends before the range
     */
    byte[] read(Blob blob) throws IOException {
        long end = Math.min(blob.size() - 1, last);
        if (isPart && first >= blob.size()) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID,
                    "The range begins behind the end of the blob's " + blob.size() + " bytes.");
        }
        byte[] content = new byte[Math.toIntExact(end - first + 1)];
        try (RandomAccessFile file = new RandomAccessFile(blob.file().toFile(), "r")) {
            file.seek(first);
            file.readFully(content);
        }
        return content;
    }

    /** {@return the value of Content-Range} */
    String described(Blob blob, int length) {
        return "bytes " + first + "-" + (first + length - 1) + "/" + blob.size();
    }
}
