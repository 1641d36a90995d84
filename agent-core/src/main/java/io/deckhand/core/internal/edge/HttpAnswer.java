package io.deckhand.core.internal.edge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** An HTTP/1.1 answer on a connection that the server has closed. */
@SuppressWarnings("ArrayRecordComponent") // made once, read once
record HttpAnswer(int status, byte[] body) {
    private static final byte[] END_OF_LINE = {'\r', '\n'};
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

    static HttpAnswer of(byte[] all) throws IOException {
        int head = indexOf(all, END_OF_HEAD, 0);
        String text = head < 0 ? "" : new String(all, 0, head, StandardCharsets.ISO_8859_1);
        if (!text.matches("(?s)HTTP/1\\.[01] \\d{3}\\b.*")) {
            throw new IOException("the answer is not HTTP, or incomplete");
        }
        byte[] rest = Arrays.copyOfRange(all, head + END_OF_HEAD.length, all.length);
        int status = Integer.parseInt(text.substring(9, 12));
        return new HttpAnswer(status, body(text.toLowerCase(Locale.ROOT), rest));
    }

    private static byte[] body(String head, byte[] rest) throws IOException {
        if (head.matches("(?s).*\r\ntransfer-encoding:[^\r]*chunked.*")) {
            return unchunked(rest);
        }
        for (String line : head.lines().toList()) {
            if (line.startsWith("content-length:")) {
                int length = number(line.substring("content-length:".length()).trim(), 10);
                if (length > rest.length) {
                    throw new IOException("the answer is incomplete");
                }
                return Arrays.copyOf(rest, length);
            }
        }
        return rest;
    }

    private static byte[] unchunked(byte[] chunks) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        int at = 0;
        while (true) {
            int line = indexOf(chunks, END_OF_LINE, at);
            if (line < 0) {
                throw new IOException("the answer is incomplete");
            }
            String size = new String(chunks, at, line - at, StandardCharsets.ISO_8859_1);
            int length = number(size.replaceAll(";.*", "").trim(), 16);
            int begin = line + END_OF_LINE.length;
            if (length == 0) {
                return whole.toByteArray();
            }
            if (length > chunks.length - begin) {
                throw new IOException("the answer is incomplete");
            }
            whole.write(chunks, begin, length);
            at = begin + length + END_OF_LINE.length;
        }
    }

    private static int number(String text, int radix) throws IOException {
        try {
            return Integer.parseUnsignedInt(text, radix);
        } catch (NumberFormatException e) {
            throw new IOException("the answer has an invalid length", e);
        }
    }

    private static int indexOf(byte[] in, byte[] what, int from) {
        for (int i = from; i <= in.length - what.length; i++) {
            if (Arrays.equals(in, i, i + what.length, what, 0, what.length)) {
                return i;
            }
        }
        return -1;
    }
}
