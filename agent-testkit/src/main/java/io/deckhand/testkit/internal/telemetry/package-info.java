@NullMarked
package io.deckhand.testkit.internal.telemetry;

import org.jspecify.annotations.NullMarked;
