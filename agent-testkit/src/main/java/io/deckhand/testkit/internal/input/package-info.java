/** Messages to the inputs of modules, which at the real service an edge hub routes there. */
@NullMarked
package io.deckhand.testkit.internal.input;

import org.jspecify.annotations.NullMarked;
