package io.deckhand.core.internal.json;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Refuses values that JSON cannot represent and Jackson replaces: numbers that are not finite, and unpaired surrogates.
 */
final class CheckedGenerator extends JsonGeneratorDelegate {
    private CheckedGenerator(JsonGenerator delegate) {
        super(delegate, false); // methods that copy or nest values call this as well
    }

    /** {@return a value as JSON in UTF-8} */
    static byte[] write(ObjectMapper mapper, @Nullable Object value) throws IOException {
        JsonBytes bytes = new JsonBytes();
        try (JsonGenerator generator =
                new CheckedGenerator(mapper.getFactory().createGenerator(bytes, JsonEncoding.UTF8))) {
            mapper.writeValue(generator, value);
        }
        return bytes.complete(); // only now: the application's mapper may not flush
    }

    @Override
    public void writeNumber(double value) throws IOException {
        if (!Double.isFinite(value)) {
            throw notFinite(value);
        }
        super.writeNumber(value);
    }

    @Override
    public void writeNumber(float value) throws IOException {
        if (!Float.isFinite(value)) {
            throw notFinite(value);
        }
        super.writeNumber(value);
    }

    @Override
    public void writeArray(double[] array, int offset, int length) throws IOException {
        writeStartArray(array, length);
        for (int i = offset; i < offset + length; i++) {
            writeNumber(array[i]);
        }
        writeEndArray();
    }

    private JsonGenerationException notFinite(double value) {
        return new JsonGenerationException("JSON has no number for " + value + place() + ".", this);
    }

    @Override
    public void writeString(String text) throws IOException {
        super.writeString(whole(text));
    }

    @Override
    public void writeString(char[] text, int offset, int length) throws IOException {
        writeString(new String(text, offset, length));
    }

    @Override
    public void writeFieldName(String name) throws IOException {
        super.writeFieldName(whole(name));
    }

    private String whole(String text) throws IOException {
        if (Surrogates.isWhole(text)) {
            return text;
        }
        throw new JsonGenerationException(
                "A text" + place() + " contains an unpaired surrogate. Cut texts between characters.", this);
    }

    private String place() {
        JsonStreamContext at = getOutputContext();
        String pointer = at.inArray() // which counts only what is written
                ? at.getParent().pathAsPointer() + "/" + at.getEntryCount()
                : at.pathAsPointer().toString();
        return pointer.isEmpty() ? "" : " at '" + pointer.substring(1).replace('/', '.') + "'";
    }
}
