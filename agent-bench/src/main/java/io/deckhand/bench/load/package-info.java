/** A bare MQTT client, for what the local hub can do by itself. */
@NullMarked
package io.deckhand.bench.load;

import org.jspecify.annotations.NullMarked;
