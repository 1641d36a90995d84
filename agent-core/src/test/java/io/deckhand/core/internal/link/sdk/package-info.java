@NullMarked
package io.deckhand.core.internal.link.sdk;

import org.jspecify.annotations.NullMarked;
