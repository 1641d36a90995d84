package io.deckhand.bench.rows;

import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import java.util.List;

/** One measurement, which may yield several figures. */
public interface Row {
    /** {@return its figures; the row is named after the first} */
    List<Metric> metrics();

    /** {@return whether it takes too long for a quick run, unless it is chosen by name} */
    default boolean onlyInFull() {
        return false;
    }

    /** Measures, for seconds in a quick run and for minutes in a full one. */
    void measure(Lab lab, Samples samples) throws Exception;
}
