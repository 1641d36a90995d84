@NullMarked
package io.deckhand.testkit.internal.amqp;

import org.jspecify.annotations.NullMarked;
