/** The code of docs/migrating.md; see GuideTest. */
@NullMarked
package io.deckhand.core.guide.migrating;

import org.jspecify.annotations.NullMarked;
