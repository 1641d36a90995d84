@NullMarked
package io.deckhand.testkit.internal.jobs;

import org.jspecify.annotations.NullMarked;
