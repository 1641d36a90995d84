package io.deckhand.core.internal.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.core.internal.handler.ModelIds;
import io.deckhand.core.internal.handler.Untellable;
import io.deckhand.core.internal.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** Builds an interface of the language. */
final class InterfaceDocument {
    private static final int MAX_CONTENTS = 300;
    private static final int MAX_TEXT = 512;

    private final Json json;
    private final String id;
    private final Map<String, ObjectNode> contents = new LinkedHashMap<>();
    private final StringBuilder unsaid = new StringBuilder();

    InterfaceDocument(Json json, String id) {
        this.json = json;
        this.id = id;
    }

    String id() {
        return id;
    }

    /** {@return a new element, not yet added to the contents} */
    ObjectNode element(String type, String name) throws Untellable {
        return json.object().put("@type", type).put("name", ModelIds.checkName(name, "a " + type));
    }

    /** Adds an element, if it is not present already. */
    void add(ObjectNode element) throws Untellable {
        String name = element.path("name").textValue();
        ObjectNode other = contents.get(name);
        if (other == null && contents.size() == MAX_CONTENTS) {
            throw new Untellable("an interface has " + MAX_CONTENTS + " elements at most. Make components of it.");
        }
        if (other != null && !other.equals(element)) {
            throw new Untellable("there is another '" + name + "', a "
                    + other.path("@type").textValue() + ", and names are unique. Rename one.");
        }
        contents.put(name, element);
    }

    /** Records in the document that something is left out. */
    void leftOut(String what) {
        unsaid.append(unsaid.length() == 0 ? "Left out, because the language cannot express it: " : "; ")
                .append(what);
    }

    JsonNode json() {
        ObjectNode document = json.object()
                .put("@context", "dtmi:dtdl:context;2")
                .put("@id", id)
                .put("@type", "Interface");
        if (unsaid.length() > 0) {
            document.put("comment", shortened(unsaid.toString()));
        }
        document.putArray("contents").addAll(contents.values());
        return document;
    }

    static String shortened(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 3) + "...";
    }
}
