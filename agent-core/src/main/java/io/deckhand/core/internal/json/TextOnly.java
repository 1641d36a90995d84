package io.deckhand.core.internal.json;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads times and durations in ISO 8601 only. A number could mean seconds or milliseconds: Jackson reads it as seconds,
 * so a time in milliseconds would be in the year 55840. A field that is declared as a number by {@code @JsonFormat} is
 * read by Jackson's rules.
 */
final class TextOnly<T> extends StdDeserializer<T> implements ContextualDeserializer {
    private static final long serialVersionUID = 1L;
    private static final Pattern NUMBER = Pattern.compile("\\s*[+-]?\\d+([.]\\d*)?\\s*");

    private final transient JsonDeserializer<? extends T> parsed;

    TextOnly(Class<T> type, JsonDeserializer<? extends T> parsed) {
        super(type);
        this.parsed = parsed;
    }

    @Override
    public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property)
            throws JsonMappingException {
        JsonFormat.Value format = findFormatOverrides(context, property, handledType());
        JsonDeserializer<?> inContext = parsed instanceof ContextualDeserializer contextual
                ? contextual.createContextual(context, property)
                : parsed;
        return format.getShape().isNumeric() ? inContext : of(inContext);
    }

    @SuppressWarnings("unchecked")
    private TextOnly<T> of(JsonDeserializer<?> inContext) {
        return new TextOnly<>((Class<T>) handledType(), (JsonDeserializer<? extends T>) inContext);
    }

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        boolean number = parser.currentToken().isNumeric()
                || (parser.hasToken(JsonToken.VALUE_STRING)
                        && NUMBER.matcher(parser.getText()).matches());
        return number ? (T) context.handleUnexpectedToken(handledType(), parser) : parsed.deserialize(parser, context);
    }
}
