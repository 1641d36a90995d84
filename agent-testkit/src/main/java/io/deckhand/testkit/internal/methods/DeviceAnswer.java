package io.deckhand.testkit.internal.methods;

import com.fasterxml.jackson.databind.JsonNode;

/** A device's answer to a direct method. */
public record DeviceAnswer(int status, JsonNode payload) {}
