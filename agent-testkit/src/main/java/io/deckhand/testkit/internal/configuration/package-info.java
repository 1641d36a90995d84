@NullMarked
package io.deckhand.testkit.internal.configuration;

import org.jspecify.annotations.NullMarked;
