package io.deckhand.core.internal.identity;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses the blocks of a PEM file. Text between them is ignored, as by OpenSSL. */
final class Pem {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    /** One block; {@code content} is decoded, and may be a key, see {@link #wipe()}. */
    @SuppressWarnings("ArrayRecordComponent") // read where it is made, and wiped
    record Block(String label, byte[] content, boolean legacyEncryption) {
        void wipe() {
            Arrays.fill(content, (byte) 0);
        }
    }

    private Pem() {}

    /**
     * {@return the blocks in their order}
     *
     * @throws IllegalArgumentException if one is damaged; the message names its label and line, and contains no part of
     *     it
     */
    static List<Block> blocks(byte[] text) {
        List<Block> blocks = new ArrayList<>();
        Lines lines = new Lines(text);
        while (lines.next()) {
            String label = lines.label(BEGIN);
            if (label != null) {
                blocks.add(block(label, lines));
            }
        }
        return blocks;
    }

    private static Block block(String label, Lines lines) {
        int began = lines.number;
        byte[] base64 = new byte[lines.left()];
        int length = 0;
        boolean encrypted = false;
        try {
            while (lines.next()) {
                if (lines.label(END) != null) {
                    return new Block(label, decoded(label, began, base64, length), encrypted);
                }
                if (lines.isHeader()) {
                    encrypted |= lines.contains("ENCRYPTED");
                } else {
                    length = lines.copyTo(base64, length);
                }
            }
        } finally {
            Arrays.fill(base64, (byte) 0);
        }
        throw new IllegalArgumentException("The " + label + " that begins in line " + began + " has no END line");
    }

    private static byte[] decoded(String label, int line, byte[] base64, int length) {
        byte[] exact = Arrays.copyOf(base64, length);
        try {
            return Base64.getDecoder().decode(exact);
        } catch (IllegalArgumentException e) { // its message would reveal a character of a key
            throw new IllegalArgumentException("The " + label + " that begins in line " + line + " is not base64");
        } finally {
            Arrays.fill(exact, (byte) 0);
        }
    }

    /** Lines as byte ranges: a line of a key never becomes a string, which could not be wiped. */
    private static final class Lines {
        private final byte[] text;
        private int start;
        private int end = -1;
        private int number;

        Lines(byte[] text) {
            this.text = text;
        }

        boolean next() {
            start = end + 1;
            if (start >= text.length) {
                return false;
            }
            end = start;
            while (end < text.length && text[end] != '\n') {
                end++;
            }
            number++;
            return true;
        }

        int left() {
            return text.length - start;
        }

        @Nullable
        String label(String kind) {
            if (!startsWith(kind)) {
                return null;
            }
            String line = new String(text, start, end - start, StandardCharsets.ISO_8859_1).strip();
            return line.endsWith(DASHES) && line.length() > kind.length() + DASHES.length()
                    ? line.substring(kind.length(), line.length() - DASHES.length())
                    : null;
        }

        private boolean startsWith(String beginning) {
            byte[] wanted = beginning.getBytes(StandardCharsets.ISO_8859_1);
            return end - start >= wanted.length
                    && Arrays.equals(text, start, start + wanted.length, wanted, 0, wanted.length);
        }

        boolean isHeader() {
            for (int i = start; i < end; i++) {
                if (text[i] == ':') {
                    return true;
                }
            }
            return false;
        }

        boolean contains(String word) {
            return new String(text, start, end - start, StandardCharsets.ISO_8859_1).contains(word);
        }

        int copyTo(byte[] target, int length) {
            int copied = length;
            for (int i = start; i < end; i++) {
                if (text[i] > ' ') {
                    target[copied++] = text[i];
                }
            }
            return copied;
        }
    }
}
