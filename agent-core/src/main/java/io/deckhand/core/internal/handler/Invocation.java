package io.deckhand.core.internal.handler;

import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.CloudMessage;
import io.deckhand.ConnectionState;
import io.deckhand.DeviceAgent;
import io.deckhand.MethodRequest;

/** What a handler is called for; its arguments are taken from here. */
public sealed interface Invocation {
    DeviceAgent agent();

    record OfMethod(DeviceAgent agent, MethodRequest request) implements Invocation {}

    /** {@code value} is the property as JSON, JSON {@code null} when it was deleted. */
    record OfProperty(DeviceAgent agent, JsonNode value) implements Invocation {}

    record OfMessage(DeviceAgent agent, CloudMessage message) implements Invocation {}

    record OfConnection(DeviceAgent agent, ConnectionState state) implements Invocation {}
}
