package io.deckhand.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
    @TempDir
    Path directory;

    private final StringWriter printed = new StringWriter();

    /** With real JVMs for hub and sides; what it measures in so short a time is of no interest. */
    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void aRowIsMeasuredOnAllSidesAndWrittenAsJson() throws Exception {
        Path json = directory.resolve("figures.json");

        int exitCode = run(
                "--quick",
                "--rounds",
                "1",
                "--round-millis",
                "50",
                "--only",
                "telemetry-throughput",
                "--json",
                json.toString());

        assertThat(exitCode).as(printed.toString()).isZero();
        JsonNode figures = new ObjectMapper().readTree(json.toFile());
        assertThat(figures.isArray()).isTrue();
        assertThat(figures).hasSize(2); // the other one is what it cost
        JsonNode figure = figures.get(0);
        assertThat(figure.path("name").asText()).isEqualTo("telemetry-throughput");
        assertThat(figure.path("unit").asText()).isEqualTo("1/s");
        for (String side : new String[] {"agent", "rawDefault", "rawTuned"}) {
            assertThat(figure.path(side).isNumber()).as(side).isTrue();
            assertThat(figure.path(side).asDouble()).as(side).isPositive();
            assertThat(figure.path(side + "Spread").path("rounds").asInt()).isEqualTo(1);
        }
        assertThat(figure.path("ratioToDefault").asDouble())
                .isCloseTo(
                        figure.path("agent").asDouble()
                                / figure.path("rawDefault").asDouble(),
                        Percentage.withPercentage(1));
        assertThat(figure.path("ratioToTuned").isNumber()).isTrue();
        assertThat(figure.path("goal").asText()).isEqualTo("≥ 35 × default, ≥ 1 × tuned");
        assertThat(figure.path("met").isBoolean()).isTrue();
        assertThat(figure.path("circumstances").path("machine").asText()).isNotEmpty();
        assertThat(printed.toString()).contains("telemetry-throughput");
    }

    @Test
    void anUnknownRowListsTheKnownOnes() {
        int exitCode = run("--only", "telemetry-thruput");

        assertThat(exitCode).isEqualTo(2);
        assertThat(printed.toString()).contains("There is no row 'telemetry-thruput'. Known: method-throughput, ");
    }

    private int run(String... arguments) {
        PrintWriter out = new PrintWriter(printed, true);
        return BenchCommand.run(out, arguments);
    }
}
