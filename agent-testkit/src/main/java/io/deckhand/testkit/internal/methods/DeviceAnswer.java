package io.deckhand.testkit.internal.methods;

import com.fasterxml.jackson.databind.JsonNode;

/** What a device answered to a direct method. */
public record DeviceAnswer(int status, JsonNode payload) {}
