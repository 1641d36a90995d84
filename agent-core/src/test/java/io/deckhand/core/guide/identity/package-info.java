/** The code of docs/identity.md; see GuideTest. */
@NullMarked
package io.deckhand.core.guide.identity;

import org.jspecify.annotations.NullMarked;
