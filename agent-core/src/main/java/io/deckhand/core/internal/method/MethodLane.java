package io.deckhand.core.internal.method;

import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.threads.Lane;

/** A direct method that has a handler now, and the lane that its calls take. */
record MethodLane(Handlers.Method method, Lane lane) {}
