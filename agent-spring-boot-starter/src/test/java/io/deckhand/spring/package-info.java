@NullMarked
package io.deckhand.spring;

import org.jspecify.annotations.NullMarked;
