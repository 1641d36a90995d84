package io.deckhand.bench.remote;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** What came of a call: a value, or what was thrown, as text, since its class may not be serializable. */
record Outcome(@Nullable Object value, @Nullable String failure) implements Serializable {}
