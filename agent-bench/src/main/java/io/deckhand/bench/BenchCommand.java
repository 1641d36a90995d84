package io.deckhand.bench;

import io.deckhand.bench.plot.Plots;
import io.deckhand.bench.result.Circumstances;
import io.deckhand.bench.result.Markdown;
import io.deckhand.bench.result.Measured;
import io.deckhand.bench.result.Movements;
import io.deckhand.bench.result.Result;
import io.deckhand.bench.result.ResultFile;
import io.deckhand.bench.result.ResultFile.Kept;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Table;
import io.deckhand.bench.rows.Lab;
import io.deckhand.bench.rows.Pace;
import io.deckhand.bench.rows.Row;
import io.deckhand.bench.rows.Rows;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the agent and the raw SDK side by side, against a local hub in a separate JVM. */
@Command(
        name = "deckhand-bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures the agent and the raw device SDK side by side. Exit code 1 if a row could not be measured.")
public final class BenchCommand implements Callable<Integer> {
    private static final Path KEPT = Path.of("docs", "benchmarks.json");

    @Option(names = "--quick", description = "A run of a few minutes: fewer and shorter rounds.")
    private boolean quick;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "How many rounds an ordinary row has, after its warm-up: 5, or 3 with --quick. "
                    + "With 1 there is no warm-up.")
    private @Nullable Integer rounds;

    @Option(
            names = "--round-millis",
            paramLabel = "MS",
            description = "How long a round of an ordinary row measures: 1200, or 500 with --quick.")
    private @Nullable Integer roundMillis;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as a JSON array.")
    private @Nullable Path json;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description = "Measure only the rows with these figures, or whose figures begin with these names.")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--compare",
            paramLabel = "FILE",
            description = "List the figures that moved beyond the noise since this file was written; by default "
                    + "docs/benchmarks.json if it exists.")
    private @Nullable Path compare;

    @Option(
            names = "--jfr",
            paramLabel = "DIR",
            description =
                    "Profile: every other JVM writes a flight recording to this directory. This affects the figures.")
    private @Nullable Path recordings;

    @Option(
            names = "--merge",
            split = ",",
            paramLabel = "FILE",
            description =
                    "Measure nothing: take the figures of these files into that of --json FILE, in place of those "
                            + "with the same names.")
    private List<Path> merged = new ArrayList<>();

    @Option(
            names = "--plots",
            paramLabel = "DIR",
            description = "Measure nothing: draw the plots of --json FILE into this directory, as SVG.")
    private @Nullable Path plots;

    @Option(
            names = "--tables",
            split = ",",
            paramLabel = "DOCUMENT",
            description = "Measure nothing: write the tables of --json FILE into these Markdown files, between "
                    + "<!-- figures NAMES --> and <!-- /figures -->.")
    private List<Path> tables = new ArrayList<>();

    @Spec
    private @Nullable CommandSpec spec;

    /** Measures, and ends with the exit code. */
    public static void main(String[] arguments) {
        System.exit(run(new PrintWriter(System.out, true, StandardCharsets.UTF_8), arguments));
    }

    /** {@return the exit code of a run that prints to {@code out}} */
    static int run(PrintWriter out, String... arguments) {
        return new CommandLine(new BenchCommand()).setOut(out).setErr(out).execute(arguments);
    }

    @Override
    public Integer call() throws IOException {
        return plots == null && tables.isEmpty() && merged.isEmpty() ? measure() : publish();
    }

    private int publish() throws IOException {
        if (json == null) {
            throw new ParameterException(
                    spec().commandLine(), "--merge, --plots and --tables use what a run has written: add --json FILE");
        }
        if (!merged.isEmpty()) {
            ResultFile.merge(json, merged);
            out().println(json);
        }
        List<Kept> results = ResultFile.read(json);
        if (plots != null) {
            Plots.draw(results, plots).forEach(out()::println);
        }
        for (Path document : tables) {
            Files.writeString(document, Markdown.fill(Files.readString(document), results));
            out().println(document);
        }
        return 0;
    }

    private int measure() throws IOException {
        List<Row> rows = chosen();
        Path log = Files.createTempFile("deckhand-bench", ".log");
        List<Measured> results = new ArrayList<>();
        boolean complete = true;
        out().print(Table.header());
        out().flush();
        try (Lab lab = new Lab(pace(), log, recordings)) {
            for (Row row : rows) {
                complete &= measure(lab, row, results);
                if (json != null) {
                    ResultFile.write(json, results); // after each row: a run that is ended keeps what it has
                }
            }
        }
        compare(results);
        if (!complete) {
            out().println("The log of the other JVMs is in " + log);
        } else {
            Files.delete(log);
        }
        return complete ? 0 : 1;
    }

    private Pace pace() {
        Pace pace = quick ? Pace.QUICK : Pace.FULL;
        return new Pace(
                quick,
                rounds == null ? pace.rounds() : rounds,
                roundMillis == null ? pace.time() : Duration.ofMillis(roundMillis));
    }

    private List<Row> chosen() {
        try {
            return only.isEmpty() ? Rows.all(quick) : Rows.named(only);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), e.getMessage(), e);
        }
    }

    private boolean measure(Lab lab, Row row, List<Measured> results) {
        Samples samples = new Samples();
        boolean measured = true;
        try {
            row.measure(lab, samples);
        } catch (Exception e) {
            out().println(row.metrics().get(0).name() + " could not be measured: " + e.getMessage());
            measured = false;
        }
        if (measured && samples.results().isEmpty()) {
            out().println(row.metrics().get(0).name() + " cannot be measured here.");
        }
        Circumstances now = Circumstances.now(quick);
        for (Result result : samples.results()) {
            results.add(new Measured(result, now));
            out().print(Table.row(result));
            out().flush();
        }
        return measured;
    }

    private void compare(List<Measured> results) throws IOException {
        Path kept = compare != null ? compare : Files.exists(KEPT) ? KEPT : null;
        if (kept == null) {
            return;
        }
        List<String> moved = Movements.between(
                ResultFile.read(kept), results.stream().map(Measured::result).toList());
        out().println(
                        moved.isEmpty()
                                ? "No figure of the agent moved beyond the noise since " + kept + "."
                                : "Moved beyond the noise since " + kept + ":");
        moved.forEach(line -> out().println("  " + line));
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets it");
        }
        return spec;
    }

    private PrintWriter out() {
        return spec().commandLine().getOut();
    }
}
