package io.deckhand.core.internal.json;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIdentityInfo;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.deser.BeanDeserializer;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.ser.BeanSerializer;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Determines the fields of a class as a mapper reads or writes them, with the mapper's names, in the order of
 * declaration. It returns none if the class is not a plain object with fields, or if an annotation changes the form of
 * a field.
 */
final class JsonFields {
    private static final List<Class<? extends Annotation>> PECULIAR = List.of(
            JsonFormat.class,
            JsonSerialize.class,
            JsonDeserialize.class,
            JsonUnwrapped.class,
            JsonTypeInfo.class,
            JsonIdentityInfo.class,
            JsonRawValue.class);

    private JsonFields() {}

    static Optional<List<Json.Field>> read(ObjectMapper mapper, JavaType type) throws JsonMappingException {
        JsonDeserializer<?> found = BindableTypes.context(mapper).findRootValueDeserializer(type);
        return found instanceof BeanDeserializer bean
                        && found.getClass() == BeanDeserializer.class
                        && !bean.getValueInstantiator().canCreateUsingDelegate()
                ? fields(mapper, type, bean.properties())
                : Optional.empty();
    }

    static Optional<List<Json.Field>> written(ObjectMapper mapper, JavaType type) throws JsonMappingException {
        JsonSerializer<?> found = mapper.getSerializerProviderInstance().findTypedValueSerializer(type, true, null);
        boolean more = mapper.getSerializationConfig().introspect(type).findAnyGetter() != null;
        return found.getClass() == BeanSerializer.class && !more
                ? fields(mapper, type, found.properties())
                : Optional.empty();
    }

    private static Optional<List<Json.Field>> fields(
            ObjectMapper mapper, JavaType type, Iterator<? extends BeanProperty> properties) {
        List<Json.Field> fields = new ArrayList<>();
        while (properties.hasNext()) {
            BeanProperty property = properties.next();
            if (PECULIAR.stream().anyMatch(annotation -> property.getAnnotation(annotation) != null)) {
                return Optional.empty();
            }
            fields.add(new Json.Field(property.getName(), property.getType()));
        }
        List<String> order = declared(mapper, type);
        fields.sort(Comparator.comparing(field -> order.indexOf(field.name())));
        return fields.isEmpty() ? Optional.empty() : Optional.of(fields);
    }

    /** The order of declaration; the properties of a deserializer have no defined order. */
    private static List<String> declared(ObjectMapper mapper, JavaType type) {
        return mapper.getDeserializationConfig().introspect(type).findProperties().stream()
                .map(BeanPropertyDefinition::getName)
                .toList();
    }
}
