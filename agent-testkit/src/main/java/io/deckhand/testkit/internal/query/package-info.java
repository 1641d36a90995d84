/**
 * The query language of the hub, as far as twins and jobs go: {@code text → Tokenizer → QueryParser → Query}, and
 * {@code Query + documents → QueryRun → QueryPage}.
 */
@NullMarked
package io.deckhand.testkit.internal.query;

import org.jspecify.annotations.NullMarked;
