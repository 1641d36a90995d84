package io.deckhand.core.internal.method;

import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.threads.Lane;

/** A registered direct method, and the lane that runs its calls. */
record MethodLane(Handlers.Method method, Lane lane) {}
