package io.deckhand.bench.storm;

import com.microsoft.azure.sdk.iot.device.transport.ExponentialBackoffWithJitter;
import com.microsoft.azure.sdk.iot.device.transport.RetryPolicy;
import com.microsoft.azure.sdk.iot.device.transport.TransportException;
import io.deckhand.FailureCause;
import io.deckhand.ReconnectPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/**
 * Simulates how often 1,000 devices try to connect while their hub is unavailable and when it is back: with the agent's
 * default policy and the raw SDK's, both in their real code.
 *
 * <pre>{@code java -cp agent-bench/target/deckhand-bench.jar io.deckhand.bench.storm.ReconnectStorm docs/images}</pre>
 */
public final class ReconnectStorm {
    static final int DEVICES = 1000;
    static final Duration OUTAGE = Duration.ofMinutes(15);
    static final Duration HORIZON = Duration.ofMinutes(18);

    /** After this time, the delays of nearly all agents are drawn from the full two minutes. */
    static final Duration CAPPED = Duration.ofMinutes(5);

    /** Seconds per point of the plot. */
    private static final int BUCKET = 10;

    private ReconnectStorm() {}

    /**
     * Simulates both storms, prints a table and draws the plot.
     *
     * @param arguments the directory for the plot
     * @throws IOException if it cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments.length == 0 ? "." : arguments[0]);
        Map<String, Storm> storms = new LinkedHashMap<>();
        storms.put("Deckhand", agents(DEVICES));
        storms.put("raw SDK", rawClients(DEVICES));
        System.out.println(
                "| | first second | peak before the cap | mean before | peak after | mean after | all back after |");
        System.out.println("|---|---|---|---|---|---|---|");
        storms.forEach((name, storm) -> System.out.println(row(name, storm)));
        Files.createDirectories(directory);
        BitmapEncoder.saveBitmap(
                chart(storms), directory.resolve("reconnect-storm.png").toString(), BitmapFormat.PNG);
    }

    static Storm agents(int devices) {
        ReconnectPolicy policy = ReconnectPolicy.exponential(Duration.ofSeconds(1), Duration.ofMinutes(2));
        return Storm.play(
                devices, OUTAGE, HORIZON, attempt -> policy.delayBefore(attempt, FailureCause.CONNECTION_REFUSED));
    }

    /** The SDK numbers its first retry 0, and would give up after four minutes; here it continues. */
    static Storm rawClients(int devices) {
        RetryPolicy policy = new ExponentialBackoffWithJitter();
        TransportException refused = new TransportException("refused");
        return Storm.play(
                devices,
                OUTAGE,
                HORIZON,
                attempt -> Duration.ofMillis(
                        policy.getRetryDecision(attempt - 1, refused).getDuration()));
    }

    private static String row(String name, Storm storm) {
        Duration afterFirst = Duration.ofSeconds(1);
        return String.format(
                Locale.ROOT,
                "| %s | %d/s | %d/s | %.1f/s | %d/s | %.1f/s | %.1f s |",
                name,
                storm.attemptsInSecond(0),
                storm.peak(afterFirst, CAPPED),
                storm.mean(afterFirst, CAPPED),
                storm.peak(CAPPED, OUTAGE),
                storm.mean(CAPPED, OUTAGE),
                storm.allBackAfter().toMillis() / 1000.0);
    }

    private static XYChart chart(Map<String, Storm> storms) {
        XYChart chart = new XYChartBuilder()
                .width(860)
                .height(420)
                .title("Attempts to connect per second, 1,000 devices, hub away for 15 minutes")
                .xAxisTitle("minutes since the loss")
                .yAxisTitle("attempts per second")
                .build();
        chart.getStyler().setYAxisLogarithmic(true).setMarkerSize(0);
        storms.forEach((name, storm) -> {
            List<Double> minutes = new ArrayList<>();
            List<Double> attempts = new ArrayList<>();
            for (int second = 0; second + BUCKET <= storm.seconds(); second += BUCKET) {
                double mean = storm.mean(Duration.ofSeconds(second), Duration.ofSeconds(second + BUCKET));
                if (mean > 0) {
                    minutes.add(second / 60.0);
                    attempts.add(mean);
                }
            }
            chart.addSeries(name, minutes, attempts);
        });
        return chart;
    }
}
