package io.deckhand;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The Plug and Play model of a device: its handlers, in the Digital Twins Definition Language, version 2.
 *
 * <pre>{@code
 * DeviceModel model = agent.model();
 * Files.writeString(Path.of("greenhouse.json"), model.json());
 * model.leftOut().forEach(System.err::println);
 * }</pre>
 *
 * @param id the id of the model, as announced to the hub
 * @param json an array of interfaces as indented JSON: the device's first, then one for each {@link ModelComponent}
 * @param leftOut the declarations that the language cannot express, one line each, with the reason; empty if there are
 *     none
 * @since 0.1
 */
public record DeviceModel(String id, String json, List<String> leftOut) {
    /**
     * Creates a model.
     *
     * @param id as in the record
     * @param json as in the record
     * @param leftOut as in the record; copied
     */
    public DeviceModel {
        requireNonNull(id, "id");
        requireNonNull(json, "json");
        leftOut = List.copyOf(leftOut);
    }

    /** {@return the JSON} */
    @Override
    public String toString() {
        return json;
    }
}
