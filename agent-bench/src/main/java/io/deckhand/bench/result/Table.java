package io.deckhand.bench.result;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The figures as a table for a terminal. */
public final class Table {
    private Table() {}

    public static String header() {
        return line("name", "unit", "agent", "default", "tuned", "bare", "× default", "× tuned", "× bare", "", "goal");
    }

    public static String row(Result result) {
        Metric metric = result.metric();
        return line(
                metric.name(),
                metric.unit(),
                Figures.text(result.median(Side.AGENT)),
                Figures.text(result.median(Side.RAW_DEFAULT)),
                Figures.text(result.median(Side.RAW_TUNED)),
                Figures.text(result.median(Side.BARE)),
                Figures.text(result.ratioTo(Side.RAW_DEFAULT)),
                Figures.text(result.ratioTo(Side.RAW_TUNED)),
                Figures.text(result.ratioTo(Side.BARE)),
                verdict(result.met()),
                metric.goal() + others(result));
    }

    /** Sides that few rows have: there is no column for them. */
    private static String others(Result result) {
        return Stream.of(Side.AGENT_ON_SDK, Side.MEMORY, Side.MVSTORE, Side.SQLITE)
                .filter(side -> result.median(side) != null)
                .map(side -> "  " + side.label() + " " + Figures.text(result.median(side)))
                .collect(Collectors.joining());
    }

    public static String of(List<Result> results) {
        StringBuilder table = new StringBuilder(header());
        results.forEach(result -> table.append(row(result)));
        return table.toString();
    }

    private static String verdict(@Nullable Boolean met) {
        return met == null ? "" : met ? "met" : "MISSED";
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, "%-36s %-8s %12s %12s %12s %12s %10s %10s %10s  %-7s %s%n", cells);
    }
}
