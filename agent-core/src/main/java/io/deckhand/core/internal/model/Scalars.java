package io.deckhand.core.internal.model;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.deckhand.core.internal.handler.Untellable;
import io.deckhand.core.internal.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The primitive schemas and their Java types. The mapper determines whether a type has such a schema: an example of
 * each is written and read, since an application's own mapper may use other forms, such as numbers for times.
 */
final class Scalars {
    private record Scalar(List<Class<?>> types, String schema, Object example, JsonNode json) {}

    private static final String MOMENT = "2026-01-02T03:04:05Z";
    private static final List<Scalar> ALL = List.of(
            new Scalar(List.of(boolean.class, Boolean.class), "boolean", true, BooleanNode.TRUE),
            new Scalar(List.of(byte.class, Byte.class), "integer", (byte) 7, new IntNode(7)),
            new Scalar(List.of(short.class, Short.class), "integer", (short) 7, new IntNode(7)),
            new Scalar(List.of(int.class, Integer.class), "integer", 7, new IntNode(7)),
            new Scalar(List.of(long.class, Long.class), "long", 7L, new IntNode(7)),
            new Scalar(List.of(float.class, Float.class), "float", 0.5f, new DoubleNode(0.5)),
            new Scalar(List.of(double.class, Double.class), "double", 0.5, new DoubleNode(0.5)),
            text("string", String.class, "a", "a"),
            text("string", UUID.class, new UUID(1, 2), new UUID(1, 2).toString()),
            text("dateTime", Instant.class, Instant.parse(MOMENT), MOMENT),
            text("dateTime", OffsetDateTime.class, OffsetDateTime.parse(MOMENT), MOMENT),
            text("dateTime", ZonedDateTime.class, Instant.parse(MOMENT).atZone(ZoneId.of("UTC")), MOMENT),
            text("date", LocalDate.class, LocalDate.of(2026, 1, 2), "2026-01-02"),
            text("time", LocalTime.class, LocalTime.of(3, 4, 5), "03:04:05"),
            text("duration", Duration.class, Duration.ofSeconds(90), "PT1M30S"),
            text("duration", Period.class, Period.ofDays(3), "P3D"));

    private final Json json;

    Scalars(Json json) {
        this.json = json;
    }

    private static Scalar text(String schema, Class<?> type, Object example, String json) {
        return new Scalar(List.of(type), schema, example, new TextNode(json));
    }

    /** {@return the primitive schema of a type, if it has one} */
    Optional<String> schema(JavaType type, boolean read) throws Untellable {
        Optional<Scalar> found = ALL.stream()
                .filter(scalar -> scalar.types().contains(type.getRawClass()))
                .findFirst();
        if (found.isPresent()
                && !(read ? json.isRead(found.get().json(), type, found.get().example()) : isWritten(found.get()))) {
            throw new Untellable("the ObjectMapper uses another form for "
                    + type.getRawClass().getSimpleName() + ". Let it be the "
                    + found.get().schema() + " of the language, such as "
                    + found.get().json() + ".");
        }
        return found.map(Scalar::schema);
    }

    private boolean isWritten(Scalar scalar) {
        JsonNode written = json.tree(scalar.example());
        return scalar.json().isNumber()
                ? written.isNumber() && written.doubleValue() == scalar.json().doubleValue()
                : written.equals(scalar.json());
    }
}
