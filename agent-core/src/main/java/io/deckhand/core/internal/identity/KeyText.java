package io.deckhand.core.internal.identity;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Decodes shared access keys, which portals show in base64. */
final class KeyText {
    private KeyText() {}

    /**
     * {@return the key}
     *
     * @throws IllegalArgumentException if it is not base64; the message contains no part of it
     */
    @SuppressWarnings("ByteBufferBackingArray") // encode() makes a buffer with an array of its own
    static byte[] decoded(CharSequence base64, String name) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(base64));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        Arrays.fill(encoded.array(), (byte) 0);
        int length = bytes.length;
        while (length > 0 && bytes[length - 1] == '=') {
            length--; // the SDK accepts any number of padding characters, and none
        }
        byte[] unpadded = Arrays.copyOf(bytes, length);
        Arrays.fill(bytes, (byte) 0);
        try {
            byte[] key = Base64.getDecoder().decode(unpadded);
            if (key.length == 0) {
                throw new IllegalArgumentException();
            }
            return key;
        } catch (IllegalArgumentException e) { // the decoder's message would reveal a character of the key
            throw new IllegalArgumentException(
                    "The " + name + " is not base64. Copy it again, with the = at its end, as the portal shows it.");
        } finally {
            Arrays.fill(unpadded, (byte) 0);
        }
    }
}
