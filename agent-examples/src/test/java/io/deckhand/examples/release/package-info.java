/** The modules as they are published: their jars, the BOM, and the notices. */
@NullMarked
package io.deckhand.examples.release;

import org.jspecify.annotations.NullMarked;
