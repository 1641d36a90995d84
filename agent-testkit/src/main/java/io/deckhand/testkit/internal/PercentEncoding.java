package io.deckhand.testkit.internal;

import java.nio.charset.StandardCharsets;

/** Percent-encoding of RFC 3986: unlike in form encoding, a plus sign stands for itself. */
public final class PercentEncoding {
    private static final String UNRESERVED = "-._~";
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private PercentEncoding() {}

    /** {@return the text with everything but letters, digits and {@code -._~} encoded} */
    public static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (isUnreserved(b)) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX[(b >> 4) & 0xF]).append(HEX[b & 0xF]);
            }
        }
        return encoded.toString();
    }

    /**
     * Decodes a text.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} when a percent sign is not followed by two hex digits
     */
    public static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = 0; // of what is decoded, which is never longer and takes the same bytes
        for (int i = 0; i < bytes.length; i++) {
            byte decoded = bytes[i];
            if (decoded == '%') {
                decoded = (byte) (hexDigit(bytes, i + 1) << 4 | hexDigit(bytes, i + 2));
                i += 2;
            }
            bytes[length++] = decoded;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static boolean isUnreserved(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || UNRESERVED.indexOf(b) >= 0;
    }

    private static int hexDigit(byte[] bytes, int index) {
        int digit = index < bytes.length && bytes[index] > 0 ? Character.digit((char) bytes[index], 16) : -1;
        if (digit < 0) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID,
                    "A percent sign must be followed by two hex digits; the one before byte " + index + " is not.");
        }
        return digit;
    }
}
