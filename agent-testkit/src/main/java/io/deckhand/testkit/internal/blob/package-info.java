/** The blobs of a hub, and who may touch them; no protocol in it. */
@NullMarked
package io.deckhand.testkit.internal.blob;

import org.jspecify.annotations.NullMarked;
