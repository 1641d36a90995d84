@NullMarked
package io.deckhand.core.internal.telemetry;

import org.jspecify.annotations.NullMarked;
