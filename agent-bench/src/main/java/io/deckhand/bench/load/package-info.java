/** A bare MQTT client, to measure the local hub itself. */
@NullMarked
package io.deckhand.bench.load;

import org.jspecify.annotations.NullMarked;
