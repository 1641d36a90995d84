/** A device in a small JVM: few modules of the JDK, and what reflection a native image has to be told of. */
@NullMarked
package io.deckhand.core.small;

import org.jspecify.annotations.NullMarked;
