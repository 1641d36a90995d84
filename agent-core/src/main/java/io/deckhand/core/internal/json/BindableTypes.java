package io.deckhand.core.internal.json;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.AbstractDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.DefaultDeserializationContext;
import com.fasterxml.jackson.databind.deser.impl.UnsupportedTypeDeserializer;
import java.util.Optional;

/** Finds, before anything arrives, the types that nothing can be bound to. */
final class BindableTypes {
    private BindableTypes() {}

    static Optional<String> problem(ObjectMapper mapper, JavaType type) {
        if (type.isContainerType()) {
            Optional<String> ofKey =
                    type.getKeyType() == null ? Optional.empty() : problemWithKey(mapper, type.getKeyType());
            return ofKey.isPresent() ? ofKey : problem(mapper, type.getContentType());
        }
        return problemWithValue(mapper, type);
    }

    static DeserializationContext context(ObjectMapper mapper) {
        return ((DefaultDeserializationContext) mapper.getDeserializationContext())
                .createDummyInstance(mapper.getDeserializationConfig());
    }

    private static Optional<String> problemWithKey(ObjectMapper mapper, JavaType key) {
        try {
            context(mapper).findKeyDeserializer(key, null);
            return Optional.empty();
        } catch (JsonMappingException | IllegalArgumentException e) {
            return Optional.of("a name in JSON does not turn into " + nameOf(key) + ". Use String as the key.");
        }
    }

    private static Optional<String> problemWithValue(ObjectMapper mapper, JavaType type) {
        JsonDeserializer<?> found;
        try {
            found = context(mapper).findRootValueDeserializer(type);
        } catch (JsonMappingException | IllegalArgumentException e) {
            return Optional.of(nameOf(type) + " cannot be bound: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
        if (found instanceof AbstractDeserializer && type.getRawClass() != Object.class) {
            return Optional.of(nameOf(type) + (type.isInterface() ? " is an interface" : " is abstract")
                    + ", and JSON does not say which class. Use a record.");
        }
        if (found instanceof UnsupportedTypeDeserializer) {
            return Optional.of(
                    "this ObjectMapper has no module for " + nameOf(type) + ". Build it with findAndAddModules().");
        }
        if (found instanceof BeanDeserializerBase bean
                && !bean.getValueInstantiator().canInstantiate()) {
            return Optional.of(nameOf(type)
                    + " has no constructor that JSON could use. Use a record, or annotate one with @JsonCreator.");
        }
        return Optional.empty();
    }

    private static String nameOf(JavaType type) {
        return type.getRawClass().getSimpleName();
    }
}
