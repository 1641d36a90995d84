@NullMarked
package io.deckhand.core.internal.provisioning;

import org.jspecify.annotations.NullMarked;
