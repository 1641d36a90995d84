package io.deckhand.core.internal.telemetry;

import io.deckhand.Priority;
import io.deckhand.core.internal.store.Bytes;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The stored format of a message: a byte of flags for the parts of the envelope, then these parts, then the body. */
public final class EnvelopeFormat {
    private static final String JSON_TYPE = "application/json";
    private static final String JSON_ENCODING = "utf-8";

    private static final int JSON = 1;
    private static final int TYPE = 2;
    private static final int ENCODING = 4;
    private static final int COMPONENT = 8;
    private static final int PROPERTIES = 16;

    private EnvelopeFormat() {}

    /** {@return the envelope; a stored message is this and its body} */
    static byte[] write(Envelope envelope) {
        boolean json = JSON_TYPE.equals(envelope.contentType()) && JSON_ENCODING.equals(envelope.contentEncoding());
        String type = json ? null : envelope.contentType();
        String encoding = json ? null : envelope.contentEncoding();
        Bytes bytes = new Bytes(64)
                .put((json ? JSON : 0)
                        | (type == null ? 0 : TYPE)
                        | (encoding == null ? 0 : ENCODING)
                        | (envelope.component() == null ? 0 : COMPONENT)
                        | (envelope.properties().isEmpty() ? 0 : PROPERTIES));
        put(bytes, type);
        put(bytes, encoding);
        put(bytes, envelope.component());
        if (!envelope.properties().isEmpty()) {
            bytes.putNumber(envelope.properties().size());
            envelope.properties().forEach((name, value) -> bytes.putText(name).putText(value));
        }
        return bytes.toArray();
    }

    private static void put(Bytes bytes, @Nullable String text) {
        if (text != null) {
            bytes.putText(text);
        }
    }

    /** {@return the body of a stored message} */
    public static byte[] body(byte[] content) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        read(bytes, Priority.NORMAL, null);
        return Bytes.rest(bytes);
    }

    /** {@return the envelope; the rest of {@code bytes} is then the body} */
    static Envelope read(ByteBuffer bytes, Priority priority, @Nullable Long expiry) {
        int there = bytes.get();
        boolean json = (there & JSON) != 0;
        String type = (there & TYPE) != 0 ? Bytes.text(bytes) : json ? JSON_TYPE : null;
        String encoding = (there & ENCODING) != 0 ? Bytes.text(bytes) : json ? JSON_ENCODING : null;
        String component = (there & COMPONENT) != 0 ? Bytes.text(bytes) : null;
        Map<String, String> properties = new LinkedHashMap<>();
        long count = (there & PROPERTIES) != 0 ? Bytes.number(bytes) : 0;
        for (long i = 0; i < count; i++) {
            properties.put(Bytes.text(bytes), Bytes.text(bytes));
        }
        return new Envelope(properties.isEmpty() ? Map.of() : properties, type, encoding, component, priority, expiry);
    }
}
