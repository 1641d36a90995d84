/** The web page of a hub: its files, its guard, and its events and calls. It serves only this machine. */
@NullMarked
package io.deckhand.testkit.internal.web;

import org.jspecify.annotations.NullMarked;
