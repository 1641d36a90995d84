/** The page to look at a hub with: its files, its guard, and the events and calls behind it. It serves this machine only. */
@NullMarked
package io.deckhand.testkit.internal.web;

import org.jspecify.annotations.NullMarked;
