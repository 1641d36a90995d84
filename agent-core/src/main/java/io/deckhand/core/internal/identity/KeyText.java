package io.deckhand.core.internal.identity;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Shared access keys as portals show them: base64. */
final class KeyText {
    private KeyText() {}

    /**
     * {@return the key}
     *
     * @throws IllegalArgumentException if it is not base64; the message shows nothing of it
     */
    @SuppressWarnings("ByteBufferBackingArray") // encode() makes a buffer with an array of its own
    static byte[] decoded(CharSequence base64, String name) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(base64));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        Arrays.fill(encoded.array(), (byte) 0);
        int length = bytes.length;
        while (length > 0 && bytes[length - 1] == '=') {
            length--; // the SDK takes any number of them, and none
        }
        byte[] unpadded = Arrays.copyOf(bytes, length);
        Arrays.fill(bytes, (byte) 0);
        try {
            byte[] key = Base64.getDecoder().decode(unpadded);
            if (key.length == 0) {
                throw new IllegalArgumentException();
            }
            return key;
        } catch (IllegalArgumentException e) { // the decoder's message shows a character of it
            throw new IllegalArgumentException(
                    "The " + name + " is not base64. Copy it again, with the = at its end, as the portal shows it.");
        } finally {
            Arrays.fill(unpadded, (byte) 0);
        }
    }
}
