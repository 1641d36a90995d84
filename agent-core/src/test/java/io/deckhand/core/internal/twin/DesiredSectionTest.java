package io.deckhand.core.internal.twin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.core.internal.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DesiredSectionTest {
    private final Json json = new Json();

    private ObjectNode object(String text) throws IOException {
        return json.readObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aPatchIsMergedAndChangesNothingThatWasKnownBefore() throws IOException {
        DesiredSection before = DesiredSection.of(
                object("{'a':{'b':1,'c':{'d':2}},'e':[1,{'f':null}],'$version':3,'$metadata':{'a':{}}}"));
        DesiredSection after = before.with(object(
                "{'a':{'b':null,'c':{'d':{'g':3}}},'e':'é','h':{'i':null,'j':{'k':null}},'l':null,'$version':4}"));
        assertThat(before.properties()).isEqualTo(object("{'a':{'b':1,'c':{'d':2}},'e':[1,{'f':null}]}"));
        assertThat(after.version()).isEqualTo(4);
        assertThat(after.properties()).isEqualTo(object("{'a':{'c':{'d':{'g':3}}},'e':'é','h':{'j':{}}}"));
    }

    @Test
    void whatAPatchLeavesAloneIsNotCopied() throws IOException {
        DesiredSection before = DesiredSection.of(object("{'a':{'b':{'c':1},'d':2},'e':{'f':3},'$version':1}"));
        DesiredSection after = before.with(object("{'a':{'d':4},'$version':2}"));
        assertThat(after.properties().get("e")).isSameAs(before.properties().get("e"));
        assertThat(after.properties().at("/a/b")).isSameAs(before.properties().at("/a/b"));
        assertThat(after.properties().at("/a/d").asInt()).isEqualTo(4);
    }
}
