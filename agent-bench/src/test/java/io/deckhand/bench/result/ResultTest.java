package io.deckhand.bench.result;

import static io.deckhand.bench.result.Side.AGENT;
import static io.deckhand.bench.result.Side.RAW_DEFAULT;
import static io.deckhand.bench.result.Side.RAW_TUNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.deckhand.bench.result.ResultFile.Kept;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultTest {
    private static final Goal GOAL = Goal.atMostTimesDefault(0.05).and(Goal.atMostTimesTuned(0.5));

    private static Result result(Goal goal, double agent, double rawDefault, double rawTuned) {
        Samples samples = new Samples();
        Metric metric = new Metric("latency", "ms", goal);
        samples.add(metric, AGENT, agent);
        samples.add(metric, RAW_DEFAULT, rawDefault);
        samples.add(metric, RAW_TUNED, rawTuned);
        return samples.results().get(0);
    }

    private static Result agentOnly(double... rounds) {
        Samples samples = new Samples();
        for (double round : rounds) {
            samples.add(new Metric("rate", "1/s", Goal.atLeast(100)), AGENT, round);
        }
        return samples.results().get(0);
    }

    @Test
    void aGoalIsMetOnlyIfAllItsBoundsHold() {
        assertThat(result(GOAL, 0.5, 10, 1).met()).isTrue();
        assertThat(result(GOAL, 0.51, 10, 1.02).met()).isFalse();
        assertThat(result(GOAL, 0.5, 10, 0.9).met()).isFalse();
        assertThat(result(Goal.NONE, 1, 1, 1).met()).isNull();
        assertThat(GOAL).hasToString("≤ 0.05 × default, ≤ 0.5 × tuned");
    }

    @Test
    void aGoalIsMissedWhereTheOtherSideWasNotMeasured() {
        Samples samples = new Samples();
        samples.add(new Metric("latency", "ms", GOAL), AGENT, 0);

        assertThat(samples.results().get(0).met()).isFalse();
    }

    @Test
    void aSpreadIsTheMedianWithTheEnds() {
        assertThat(agentOnly(9, 1, 5).spreads().get(AGENT)).isEqualTo(new Spread(5, 1, 9, 3));
        assertThat(agentOnly(9, 1, 5, 6).spreads().get(AGENT)).isEqualTo(new Spread(5.5, 1, 9, 4));
    }

    @Test
    void whatMovedBeyondTheNoiseIsSaid(@TempDir Path directory) throws Exception {
        Path before = directory.resolve("before.json");
        ResultFile.write(before, List.of(new Measured(agentOnly(95, 100, 105), Circumstances.now(true))));

        assertThat(Movements.between(ResultFile.read(before), List.of(agentOnly(60, 65, 70))))
                .containsExactly("rate: 65 1/s, was 100 (-35 %)");
        assertThat(Movements.between(ResultFile.read(before), List.of(agentOnly(60, 65, 96))))
                .isEmpty();
        assertThat(Movements.between(ResultFile.read(before), List.of(agentOnly(106, 107, 108))))
                .isEmpty();
    }

    @Test
    void figuresOfALaterRunReplaceThoseWithTheSameNames(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("figures.json");
        Path later = directory.resolve("later.json");
        Measured latency = new Measured(result(GOAL, 0.5, 10, 1), Circumstances.now(true));
        ResultFile.write(file, List.of(new Measured(agentOnly(40, 50, 60), Circumstances.now(true)), latency));
        ResultFile.write(later, List.of(new Measured(agentOnly(70, 80, 90), Circumstances.now(true))));

        ResultFile.merge(file, List.of(later));

        assertThat(ResultFile.read(file)).extracting(Kept::name).containsExactly("rate", "latency");
        assertThat(ResultFile.read(file).get(0).spreads().get(Side.AGENT))
                .isEqualTo(ResultFile.read(later).get(0).spreads().get(Side.AGENT));
    }

    @Test
    void aTableHasTheSidesOfItsRows(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("figures.json");
        Samples samples = new Samples();
        Metric metric = new Metric("gateway-9-idle", "ms/min", Goal.atMostTimes(1.2, Side.BARE));
        samples.add(metric, Side.BARE, 10);
        samples.add(metric, Side.AGENT, 15);
        ResultFile.write(file, List.of(new Measured(samples.results().get(0), Circumstances.now(false))));

        assertThat(Markdown.fill("<!-- figures gateway-9-idle -->\n<!-- /figures -->", ResultFile.read(file)))
                .contains("""
                        | figure | agent | bare | × bare | goal | |
                        |---|---|---|---|---|---|
                        | `gateway-9-idle`, ms/min | 15 | 10 | 1.5 | ≤ 1.2 × bare | **missed** |
                        """);
    }

    @Test
    void tablesInDocumentsAreWrittenAnew(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("figures.json");
        ResultFile.write(
                file,
                List.of(
                        new Measured(result(GOAL, 0.5, 10, 1), Circumstances.now(true)),
                        new Measured(agentOnly(40, 50, 60), Circumstances.now(true))));
        String document = """
                before
                <!-- figures rate -->
                old
                <!-- /figures -->
                after
                <!-- figures -->
                <!-- /figures -->
                """;

        String filled = Markdown.fill(document, ResultFile.read(file));

        assertThat(filled)
                .startsWith("before\n<!-- figures rate -->\n")
                .contains("| `rate`, 1/s | 50 (40 to 60) | - | - | - | - | ≥ 100 | **missed** |")
                .contains("| `latency`, ms | 0.5 | 10 | 1 | 0.05 | 0.5 | ≤ 0.05 × default, ≤ 0.5 × tuned | met |")
                .contains("<!-- /figures -->\nafter\n<!-- figures -->\n")
                .doesNotContain("old");
        assertThat(Markdown.fill(filled, ResultFile.read(file))).isEqualTo(filled);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Markdown.fill("<!-- figures none -->\n<!-- /figures -->", List.of()))
                .withMessageContaining("'none'");
    }
}
