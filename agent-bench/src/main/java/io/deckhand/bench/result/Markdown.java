package io.deckhand.bench.result;

import io.deckhand.bench.result.ResultFile.Kept;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the figures as tables into documents. A table is between {@code <!-- figures NAMES -->} and
 * {@code <!-- /figures -->}, with the names of its rows, or without names for all rows except plots.
 */
public final class Markdown {
    private static final Pattern PLACE =
            Pattern.compile("(<!-- figures ?([^>]*?) ?-->\\n).*?(<!-- /figures -->)", Pattern.DOTALL);

    /** The sides that the agent is compared with by a column of ratios. */
    private static final Set<Side> COMPARED = EnumSet.of(Side.RAW_DEFAULT, Side.RAW_TUNED, Side.BARE);

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
                ? results.stream().filter(Markdown::isOrdinary).toList()
                : List.of(names.split(" +")).stream()
                        .map(name -> named(name, results))
                        .toList();
        List<Side> sides = sides(rows);
        List<Side> compared = sides.stream().filter(COMPARED::contains).toList();
        Stream<String> titles = Stream.concat(
                sides.stream().map(Markdown::title), compared.stream().map(side -> "× " + side.label()));
        return "\n| figure | " + titles.collect(Collectors.joining(" | ")) + " | goal | |\n"
                + "|---".repeat(sides.size() + compared.size() + 3) + "|\n"
                + rows.stream().map(row -> row(row, sides, compared)).collect(Collectors.joining())
                + "\n" + circumstances(rows);
    }

    /** {@return the ordinary sides; if any row has others, all that a row has} */
    private static List<Side> sides(List<Kept> rows) {
        List<Side> present = Stream.of(Side.values())
                .filter(side -> rows.stream().anyMatch(row -> row.spreads().containsKey(side)))
                .toList();
        return Side.ORDINARY.containsAll(present) ? Side.ORDINARY : present;
    }

    /** Plots are drawn, and other documents have the figures of the link and the gateway. */
    private static boolean isOrdinary(Kept kept) {
        return Stream.of("scale-", "link-", "gateway-").noneMatch(kept.name()::startsWith);
    }

    private static String title(Side side) {
        return switch (side) {
            case AGENT -> "agent";
            case RAW_DEFAULT -> "raw, default";
            case RAW_TUNED -> "raw, tuned";
            case BARE -> "bare";
            case AGENT_ON_SDK -> "agent on the SDK";
            case MEMORY -> "in memory";
            case MVSTORE -> "h2-mvstore";
            case SQLITE -> "SQLite";
        };
    }

    private static Kept named(String name, List<Kept> results) {
        return results.stream()
                .filter(result -> result.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no figure '" + name + "'"));
    }

    private static String row(Kept kept, List<Side> sides, List<Side> compared) {
        Stream<String> cells = Stream.concat(
                sides.stream().map(side -> median(kept, side)),
                compared.stream().map(side -> Figures.text(kept.ratioTo(side))));
        return String.format(
                "| `%s`, %s | %s | %s | %s |%n",
                kept.name(), kept.unit(), cells.collect(Collectors.joining(" | ")), kept.goal(), verdict(kept.met()));
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
