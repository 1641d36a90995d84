package io.deckhand.core.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The trees made without a mapper are those that the mapper makes. */
class StrictTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "true",
                "false",
                "\"text \\u00e9\"",
                "0",
                "-1",
                "2147483648",
                "-9223372036854775809",
                "1.0",
                "-0.10",
                "3.0000000000000001",
                "1e10",
                "[]",
                "{}",
                "[null,[1,{\"a\":[]}],\"\"]",
                "{\"desired\":{\"a\":{\"b\":null},\"$version\":3},\"reported\":{\"\":1.5}}"
            })
    void treesAreThoseOfTheMapper(String text) throws IOException {
        assertThat(tree(text)).isEqualTo(StrictMapper.INSTANCE.readTree(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"a\":1,\"a\":2}", "1 2", "{} x", "[1,]", "{\"a\"}", "[", "{\"a\":", "]", "NaN", "'a'", "// 1"
            })
    void whatTheMapperRefusesIsRefused(String text) {
        assertThatThrownBy(() -> StrictMapper.INSTANCE.readTree(text)).isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> tree(text)).isInstanceOf(JsonProcessingException.class);
    }

    private static JsonNode tree(String text) throws IOException {
        try (JsonParser parser = StrictText.FACTORY.createParser(text)) {
            return StrictText.tree(parser);
        }
    }
}
