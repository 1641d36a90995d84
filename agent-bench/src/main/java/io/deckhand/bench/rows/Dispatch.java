package io.deckhand.bench.rows;

import static io.deckhand.bench.result.Goal.atMostTimesDefault;
import static java.util.Objects.requireNonNull;

import io.deckhand.bench.dispatch.DispatchBenchmark;
import io.deckhand.bench.result.Metric;
import io.deckhand.bench.result.Samples;
import io.deckhand.bench.result.Side;
import java.util.List;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The dispatch of a call to its handler and back without a network, by JMH. The hand-written switch takes the place of
 * "default".
 */
public final class Dispatch implements Row {
    private static final Metric TIME = new Metric("dispatch", "us", atMostTimesDefault(1.1));
    private static final Metric BYTES = new Metric("dispatch-bytes", "bytes", atMostTimesDefault(1.1));

    @Override
    public List<Metric> metrics() {
        return List.of(TIME, BYTES);
    }

    @Override
    public void measure(Lab lab, Samples samples) throws RunnerException {
        for (RunResult run : new Runner(options(lab)).run()) {
            run.getBenchmarkResults().stream()
                    .flatMap(fork -> fork.getIterationResults().stream())
                    .forEach(iteration -> add(samples, iteration));
        }
    }

    private static void add(Samples samples, IterationResult spent) {
        double calls = sum(spent, "calls");
        samples.add(TIME, Side.AGENT, Times.micros(sum(spent, "agentNanos")) / calls);
        samples.add(TIME, Side.RAW_DEFAULT, Times.micros(sum(spent, "switchNanos")) / calls);
        samples.add(BYTES, Side.AGENT, sum(spent, "agentBytes") / calls);
        samples.add(BYTES, Side.RAW_DEFAULT, sum(spent, "switchBytes") / calls);
    }

    private static long sum(IterationResult spent, String counter) {
        return (long) requireNonNull(spent.getSecondaryResults().get(counter), counter)
                .getScore();
    }

    private static Options options(Lab lab) {
        return new OptionsBuilder()
                .include(DispatchBenchmark.class.getName())
                .forks(lab.full(5, 2))
                .warmupIterations(lab.full(3, 2))
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(lab.full(5, 4))
                .measurementTime(TimeValue.milliseconds(500))
                .jvmArgsAppend(Lab.QUIET.toArray(String[]::new))
                .verbosity(VerboseMode.SILENT)
                .build();
    }
}
