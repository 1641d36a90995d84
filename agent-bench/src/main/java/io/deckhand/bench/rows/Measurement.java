package io.deckhand.bench.rows;

import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;

/** One round on one side. */
@FunctionalInterface
interface Measurement {
    void of(Side side, Samples samples) throws Exception;
}
