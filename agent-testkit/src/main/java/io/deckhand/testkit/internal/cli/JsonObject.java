package io.deckhand.testkit.internal.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts an option to a JSON object. */
final class JsonObject implements ITypeConverter<ObjectNode> {
    @Override
    public ObjectNode convert(String text) {
        try {
            return Json.parseObject(text);
        } catch (HubException e) {
            throw new TypeConversionException("this is not a JSON object");
        }
    }
}
