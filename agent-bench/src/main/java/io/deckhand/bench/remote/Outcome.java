package io.deckhand.bench.remote;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** The outcome of a call: a value, or an exception as text, since its class may not be serializable. */
record Outcome(@Nullable Object value, @Nullable String failure) implements Serializable {}
