/** Modules of IoT Edge: their environment, and the workload API of the device that they run on. */
@NullMarked
package io.deckhand.core.internal.edge;

import org.jspecify.annotations.NullMarked;
