@NullMarked
package io.deckhand.testkit.internal.fault;

import org.jspecify.annotations.NullMarked;
