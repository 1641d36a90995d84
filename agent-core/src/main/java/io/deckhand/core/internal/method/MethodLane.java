package io.deckhand.core.internal.method;

import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.threads.Lane;

/** A registered direct method, the lane that runs its calls, and the context that these share with all calls of the agent. */
record MethodLane(Handlers.Method method, Lane lane, PendingCall.Context context) {}
