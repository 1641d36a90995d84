package io.deckhand.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The dashboards of the documentation. */
final class Dashboards {
    private static final Pattern SERIES = Pattern.compile("deckhand_[a-z_]+");

    private Dashboards() {}

    /** Fails unless a scrape has every series that a dashboard queries. */
    static void areServed(String dashboard, String scrape) throws IOException {
        Set<String> asked = SERIES.matcher(Files.readString(Path.of("../docs/dashboards", dashboard)))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> served = scrape.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toSet());
        assertThat(asked).hasSizeGreaterThan(8);
        assertThat(served).containsAll(asked);
    }
}
