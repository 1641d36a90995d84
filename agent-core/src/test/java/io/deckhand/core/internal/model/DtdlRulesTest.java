package io.deckhand.core.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules that models are held against refuse what breaks them, one after the other. */
class DtdlRulesTest {
    /** In the manner of the language's own examples. */
    private static final String THERMOSTAT = """
            [{"@context": "dtmi:dtdl:context;2", "@id": "dtmi:com:example:Home;1", "@type": "Interface",
              "displayName": "Home", "contents": [
                {"@type": "Component", "name": "hall", "schema": "dtmi:com:example:Hall;1"}]},
             {"@context": "dtmi:dtdl:context;2", "@id": "dtmi:com:example:Hall;1", "@type": "Interface", "contents": [
                {"@type": "Telemetry", "name": "temp", "schema": "double"},
                {"@type": "Property", "name": "setPoint", "writable": true, "schema": "double"},
                {"@type": "Property", "name": "modules", "schema": {"@type": "Map",
                  "mapKey": {"name": "module", "schema": "string"}, "mapValue": {"name": "state", "schema": "string"}}},
                {"@type": "Telemetry", "name": "leds", "schema": {"@type": "Array", "elementSchema": "boolean"}},
                {"@type": "Telemetry", "name": "state", "schema": {"@type": "Enum", "valueSchema": "integer",
                  "enumValues": [{"name": "off", "enumValue": 1}, {"name": "on", "enumValue": 2}]}},
                {"@type": "Command", "name": "reboot",
                  "request": {"name": "at", "schema": "dateTime"},
                  "response": {"name": "scheduled", "schema": {"@type": "Object", "fields": [
                    {"name": "x", "schema": "double"}, {"name": "y", "schema": "double"}]}}}]}]""";

    @Test
    void aModelByTheBookBreaksNone() throws Exception {
        assertThat(DtdlRules.broken(THERMOSTAT)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            context;2               | context;3                   | not the context of version 2
            example:Home;1          | example:Home                | no id: "dtmi:com:example:Home"
            example:Home;1          | example:Home;01             | no id
            example:Home;1          | example:_Home;1             | no id
            com:example:Home;1      | dtdl:Home;1                 | reserved id
            "displayName": "Home"   | "label": "Home"             | a Interface with label
            "schema": "dtmi:com:example:Hall;1" | "schema": "dtmi:com:example:Loft;1" | no interface
            "name": "temp"          | "name": "setPoint"          | two of the name "setPoint"
            "name": "temp"          | "name": "te-mp"             | no name: "te-mp"
            "name": "temp"          | "name": "temp_"             | no name
            "name": "temp"          | "name": "1temp"             | no name
            "name": "temp", "schema": "double" | "name": "temp"   | a Telemetry without schema
            "name": "temp", "schema": "double" | "name": "temp", "schema": "number" | no schema: number
            "name": "temp", "schema": "double" | "name": "temp", "schema": "double", "unit": "kelvin" | with unit
            "writable": true        | "writable": "yes"           | writable is no boolean
            "@type": "Telemetry", "name": "leds" | "@type": "Property", "name": "leds" | an array in a property
            "module", "schema": "string" | "module", "schema": "integer" | keys are no strings
            "name": "module", "schema"  | "schema"                | a MapKey without name
            "enumValue": 2          | "enumValue": 1              | two of the enumValue 1
            "enumValue": 2          | "enumValue": "2"            | enum value of another type
            "name": "on"            | "name": "off"               | two of the name "off"
            "valueSchema": "integer" | "valueSchema": "double"    | enum of double
            "name": "y"             | "name": "x"                 | two of the name "x"
            {"name": "at", "schema": "dateTime"} | "dateTime"     | a CommandPayload is no object
            "@type": "Command"      | "@type": "Method"           | no content: Method
            "@type": "Telemetry", "name": "temp", "schema": "double" | "@type": "Component", "name": "temp", "schema": "dtmi:com:example:Home;1" | a component in a component
            """)
    void eachBrokenRuleIsFound(String right, String wrong, String problem) throws Exception {
        String broken = THERMOSTAT.replace(right, wrong);
        assertThat(broken).isNotEqualTo(THERMOSTAT);
        assertThat(DtdlRules.broken(broken)).anyMatch(found -> found.contains(problem));
    }

    @Test
    void soIsEachLimitPassed() throws Exception {
        String fields = many(30, "{\"name\": \"x%d\", \"schema\": \"double\"}");
        String values = many(100, "{\"name\": \"x%d\", \"enumValue\": %<d}");
        String contents = many(300, "{\"@type\": \"Telemetry\", \"name\": \"x%d\", \"schema\": \"double\"}");
        assertThat(telemetry("{\"@type\": \"Object\", \"fields\": [%s]}".formatted(fields)))
                .isEqualTo("[]");
        assertThat(telemetry("{\"@type\": \"Object\", \"fields\": [%s, {\"name\": \"y\", \"schema\": \"double\"}]}"
                        .formatted(fields)))
                .contains("more than 30 fields");
        assertThat(telemetry("{\"@type\": \"Object\", \"fields\": []}")).contains("no fields");
        String enumeration = "{\"@type\": \"Enum\", \"valueSchema\": \"integer\", \"enumValues\": [%s]}";
        assertThat(telemetry(enumeration.formatted(values))).isEqualTo("[]");
        assertThat(telemetry(enumeration.formatted(values + ", {\"name\": \"y\", \"enumValue\": -1}")))
                .contains("more than 100 enum values");
        assertThat(DtdlRules.broken(model(contents))).isEmpty();
        assertThat(DtdlRules.broken(
                        model(contents + ", {\"@type\": \"Telemetry\", \"name\": \"y\", \"schema\": \"double\"}")))
                .containsExactly("dtmi:com:example:Home;1: more than 300 contents");
        assertThat(telemetry(nested(5))).isEqualTo("[]");
        assertThat(telemetry(nested(6))).contains("more than 5 levels");
        assertThat(DtdlRules.broken(THERMOSTAT.replace("temp", "t".repeat(64)))).isEmpty();
        assertThat(DtdlRules.broken(THERMOSTAT.replace("temp", "t".repeat(65)))).hasSize(1);
        assertThat(DtdlRules.broken(THERMOSTAT.replace("\"Home\"", "\"" + "t".repeat(65) + "\"")))
                .hasSize(1);
        assertThat(DtdlRules.broken(THERMOSTAT.replace("Home;1", "H".repeat(109) + ";1")))
                .isEmpty();
        assertThat(DtdlRules.broken(THERMOSTAT.replace("Home;1", "H".repeat(110) + ";1")))
                .hasSize(1);
    }

    private static String many(int count, String element) {
        return IntStream.range(0, count).mapToObj(element::formatted).collect(Collectors.joining(", "));
    }

    private static String nested(int levels) {
        return levels == 0
                ? "\"double\""
                : "{\"@type\": \"Array\", \"elementSchema\": %s}".formatted(nested(levels - 1));
    }

    private static String telemetry(String schema) throws JsonProcessingException {
        return DtdlRules.broken(model("{\"@type\": \"Telemetry\", \"name\": \"t\", \"schema\": %s}".formatted(schema)))
                .toString();
    }

    private static String model(String contents) {
        return """
                {"@context": "dtmi:dtdl:context;2", "@id": "dtmi:com:example:Home;1", "@type": "Interface",
                 "contents": [%s]}""".formatted(contents);
    }
}
