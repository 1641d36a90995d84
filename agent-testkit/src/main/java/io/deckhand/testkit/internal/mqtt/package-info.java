@NullMarked
package io.deckhand.testkit.internal.mqtt;

import org.jspecify.annotations.NullMarked;
