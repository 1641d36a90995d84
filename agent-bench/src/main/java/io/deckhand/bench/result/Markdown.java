package io.deckhand.bench.result;

import io.deckhand.bench.result.ResultFile.Kept;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the figures as tables into documents. A table is between {@code <!-- figures NAMES -->} and
 * {@code <!-- /figures -->}, with the names of its rows, or without names for all rows except plots.
 */
public final class Markdown {
    private static final Pattern PLACE =
            Pattern.compile("(<!-- figures ?([^>]*?) ?-->\\n).*?(<!-- /figures -->)", Pattern.DOTALL);

    private Markdown() {}

    /**
     * {@return the document with tables of these results}
     *
     * @throws IllegalArgumentException if it names an unknown figure
     */
    public static String fill(String document, List<Kept> results) {
        return PLACE.matcher(document)
                .replaceAll(place -> Matcher.quoteReplacement(place.group(1) + table(place, results) + place.group(3)));
    }

    private static String table(MatchResult place, List<Kept> results) {
        String names = place.group(2).trim();
        List<Kept> rows = names.isEmpty()
                ? results.stream()
                        .filter(result -> !result.name().startsWith("scale-"))
                        .toList()
                : List.of(names.split(" +")).stream()
                        .map(name -> named(name, results))
                        .toList();
        return """

                | figure | agent | raw, default | raw, tuned | × default | × tuned | goal | |
                |---|---|---|---|---|---|---|---|
                """ + rows.stream().map(Markdown::row).collect(Collectors.joining()) + "\n" + circumstances(rows);
    }

    private static Kept named(String name, List<Kept> results) {
        return results.stream()
                .filter(result -> result.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no figure '" + name + "'"));
    }

    private static String row(Kept kept) {
        return String.format(
                "| `%s`, %s | %s | %s | %s | %s | %s | %s | %s |%n",
                kept.name(),
                kept.unit(),
                median(kept, Side.AGENT),
                median(kept, Side.RAW_DEFAULT),
                median(kept, Side.RAW_TUNED),
                Figures.text(kept.ratioTo(Side.RAW_DEFAULT)),
                Figures.text(kept.ratioTo(Side.RAW_TUNED)),
                kept.goal(),
                verdict(kept.met()));
    }

    /** The median, with the spread of the rounds. */
    private static String median(Kept kept, Side side) {
        Spread spread = kept.spreads().get(side);
        if (spread == null) {
            return "-";
        }
        String median = Figures.text(spread.median());
        return spread.rounds() == 1 || spread.low() == spread.high()
                ? median
                : median + " (" + Figures.text(spread.low()) + " to " + Figures.text(spread.high()) + ")";
    }

    private static String verdict(@Nullable Boolean met) {
        return met == null ? "" : met ? "met" : "**missed**";
    }

    private static String circumstances(List<Kept> rows) {
        Optional<Circumstances> last =
                rows.stream().map(Kept::circumstances).filter(Objects::nonNull).reduce((first, second) -> second);
        return last.map(now -> String.format(
                        "%s, %s%s; medians, and in brackets the lowest and the highest round.%n%n",
                        now.machine(), now.at().substring(0, 10), now.quick() ? ", `--quick`" : ""))
                .orElse("");
    }
}
