/** Many identities at once: bulk changes, and the jobs that import them from blobs and export them to blobs. */
@NullMarked
package io.deckhand.testkit.internal.transfer;

import org.jspecify.annotations.NullMarked;
