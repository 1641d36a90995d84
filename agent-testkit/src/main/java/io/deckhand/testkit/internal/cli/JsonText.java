package io.deckhand.testkit.internal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts an option to a JSON value. */
final class JsonText implements ITypeConverter<JsonNode> {
    @Override
    public JsonNode convert(String text) {
        try {
            return Json.parse(text);
        } catch (HubException e) {
            throw new TypeConversionException("'" + text + "' is not JSON; a text needs its quotes, such as '\"on\"'");
        }
    }
}
