package io.deckhand.bench.result;

import static io.deckhand.bench.result.Side.RAW_DEFAULT;
import static io.deckhand.bench.result.Side.RAW_TUNED;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The goal for a figure of the agent. Without bounds, the figure is only shown. */
public record Goal(List<Bound> bounds) {
    /** For figures that are only shown. */
    public static final Goal NONE = new Goal(List.of());

    public Goal {
        bounds = List.copyOf(bounds);
    }

    public static Goal atLeast(double value) {
        return new Goal(List.of(new Bound(true, value, null)));
    }

    public static Goal atMost(double value) {
        return new Goal(List.of(new Bound(false, value, null)));
    }

    public static Goal atLeastTimes(double factor, Side of) {
        return new Goal(List.of(new Bound(true, factor, of)));
    }

    public static Goal atMostTimes(double factor, Side of) {
        return new Goal(List.of(new Bound(false, factor, of)));
    }

    public static Goal atLeastTimesDefault(double factor) {
        return new Goal(List.of(new Bound(true, factor, RAW_DEFAULT)));
    }

    public static Goal atLeastTimesTuned(double factor) {
        return new Goal(List.of(new Bound(true, factor, RAW_TUNED)));
    }

    public static Goal atMostTimesDefault(double factor) {
        return new Goal(List.of(new Bound(false, factor, RAW_DEFAULT)));
    }

    public static Goal atMostTimesTuned(double factor) {
        return new Goal(List.of(new Bound(false, factor, RAW_TUNED)));
    }

    /** {@return both goals in one} */
    public Goal and(Goal other) {
        return new Goal(Stream.concat(bounds.stream(), other.bounds.stream()).toList());
    }

    boolean isMetBy(Result result) {
        return bounds.stream().allMatch(bound -> bound.holds(result));
    }

    /** {@return the bounds in words, empty without any} */
    @Override
    public String toString() {
        return bounds.stream().map(Bound::toString).collect(Collectors.joining(", "));
    }
}
