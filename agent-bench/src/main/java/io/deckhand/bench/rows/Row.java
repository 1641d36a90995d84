package io.deckhand.bench.rows;

import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import java.util.List;

/** One thing to measure, which may give several figures. */
public interface Row {
    /** {@return the figures it gives, the one the row is named after first} */
    List<Metric> metrics();

    /** {@return whether it takes too long for a quick run, unless it is asked for by name} */
    default boolean onlyInFull() {
        return false;
    }

    /** Measures, for some seconds in a quick run and for minutes in a full one. */
    void measure(Lab lab, Samples samples) throws Exception;
}
