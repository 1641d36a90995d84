package io.deckhand.core.internal.model;

import io.deckhand.AgentException;
import io.deckhand.DeviceModel;
import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Describes an agent's handlers in the Digital Twins Definition Language, version 2. */
public final class Models {
    private final Json json;
    private final @Nullable String id;
    private final Handlers handlers;

    /** {@code id} is the model id, if the agent announces one. */
    public Models(Json json, @Nullable String id, Handlers handlers) {
        this.json = json;
        this.id = id;
        this.handlers = handlers;
    }

    /** {@return the model of the agent with these methods} */
    public DeviceModel describe(List<Handlers.Method> methods) {
        if (id == null) {
            throw new AgentException(
                    "The agent announces no model, so there is no id for its description. Set one, as in "
                            + "AgentBuilder.modelId(\"dtmi:com:example:Thermostat;1\").");
        }
        Description description = new Description(json, id);
        handlers.components().stream().sorted().forEach(description::component);
        handlers.properties().forEach(description::add);
        handlers.sources().forEach(description::add);
        methods.forEach(description::add);
        return description.model();
    }
}
