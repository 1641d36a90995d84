package io.deckhand.testkit.internal.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** As much of DER, the form that certificates are written in (X.690), as the hub's two take. */
final class Der {
    private static final int BOOLEAN = 0x01;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int CONTEXT = 0x80;
    private static final int CONSTRUCTED = 0x20;

    private static final Instant FOUR_DIGITS = Instant.parse("2050-01-01T00:00:00Z");

    private Der() {}

    static byte[] sequence(byte[]... parts) {
        return element(SEQUENCE, joined(parts));
    }

    static byte[] integer(BigInteger value) {
        return element(INTEGER, value.toByteArray());
    }

    static byte[] yes() {
        return element(BOOLEAN, new byte[] {(byte) 0xff});
    }

    /** {@code unused} is the number of bits at the end that do not count. */
    static byte[] bits(int unused, byte[] bytes) {
        return element(BIT_STRING, joined(new byte[] {(byte) unused}, bytes));
    }

    static byte[] octets(byte[] bytes) {
        return element(OCTET_STRING, bytes);
    }

    /** An object identifier, in dots; its first two numbers share a byte. */
    static byte[] identifier(String dotted) {
        String[] numbers = dotted.split("\\.", -1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(40 * Integer.parseInt(numbers[0]) + Integer.parseInt(numbers[1]));
        for (int i = 2; i < numbers.length; i++) {
            int number = Integer.parseInt(numbers[i]);
            for (int shift = 28; shift > 0; shift -= 7) {
                if (number >>> shift != 0) {
                    bytes.write(0x80 | (number >>> shift & 0x7f));
                }
            }
            bytes.write(number & 0x7f);
        }
        return element(OBJECT_IDENTIFIER, bytes.toByteArray());
    }

    /** A time in whole seconds, which before 2050 has two digits for its year. */
    static byte[] time(Instant time) {
        String digits = time.truncatedTo(ChronoUnit.SECONDS).toString().replaceAll("[-:T]", "");
        return time.isBefore(FOUR_DIGITS)
                ? element(UTC_TIME, digits.substring(2).getBytes(StandardCharsets.US_ASCII))
                : element(GENERALIZED_TIME, digits.getBytes(StandardCharsets.US_ASCII));
    }

    /** A number of the surrounding type's around whole elements. */
    static byte[] explicit(int number, byte[] element) {
        return element(CONTEXT | CONSTRUCTED | number, element);
    }

    /** A number of the surrounding type's in place of the tag. */
    static byte[] implicit(int number, byte[] content) {
        return element(CONTEXT | number, content);
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        if (content.length < 0x80) {
            element.write(content.length);
        } else {
            byte[] length = BigInteger.valueOf(content.length).toByteArray();
            int from = length[0] == 0 ? 1 : 0; // a sign that a length has not
            element.write(0x80 | (length.length - from));
            element.write(length, from, length.length - from);
        }
        element.writeBytes(content);
        return element.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
