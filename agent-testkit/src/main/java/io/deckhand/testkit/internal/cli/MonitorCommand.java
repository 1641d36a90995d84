package io.deckhand.testkit.internal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.testkit.internal.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints telemetry as it arrives, as {@code az iot hub monitor-events} does. */
@Command(
        name = "monitor",
        description =
                "Prints each telemetry message of a running hub as a line of JSON: first the stored messages, oldest first, "
                        + "then new ones, until it is stopped.",
        sortOptions = false,
        footer = {
            "",
            "A line has deviceId, moduleId if a module sent it, messageId, enqueuedTime,",
            "properties, systemProperties and body: the JSON value, or the text if the",
            "body is not JSON; bodyBase64 has a body that is not text.",
            "",
            "Example:",
            "  java -jar deckhand-hub.jar monitor --device d1 --count 10 --timeout 60",
            "",
            "Exit codes: 0 done, 1 --timeout passed before --count messages came, or the hub",
            "is not there."
        })
final class MonitorCommand extends HubTask {
    private static final long WAIT_MILLIS = 20_000;
    private static final long NO_LIMIT = Long.MAX_VALUE;

    @Option(names = "--device", paramLabel = "ID", description = "Only messages of this device. Default: of all")
    private @Nullable String device;

    @Option(names = "--count", paramLabel = "N", description = "Ends after so many messages. Default: does not end")
    private @Nullable Long count;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Ends after this time; with --count it is then an error. Default: does not end")
    private @Nullable Long timeout;

    @Option(names = "--new", description = "Only messages that come from now on.")
    private boolean onlyNew;

    @Override
    void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
        long wanted = atLeast(1, count, "--count");
        long seconds = atLeast(0, timeout, "--timeout");
        long deadline = timeout == null
                ? NO_LIMIT
                : System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        long place = onlyNew ? -1 : 0;
        long printed = 0;
        boolean inTime = true;
        while (printed < wanted && inTime) {
            JsonNode page = next(hub, place, deadline);
            place = page.required("next").asLong();
            complain(page.required("missed").asLong());
            printed += print(page.required("messages"), wanted - printed, out);
            inTime = timeout == null || System.nanoTime() < deadline;
        }
        if (count != null && printed < wanted) {
            throw new IOException(
                    "Only " + printed + " of " + wanted + " messages came within " + seconds + " seconds.");
        }
    }

    private JsonNode next(RunningHub hub, long place, long deadline) throws IOException, InterruptedException {
        HubCall call = HubCall.of("GET", null, "$deckhand", "telemetry")
                .withQuery("after", Long.toString(place))
                .withQuery("waitMillis", Long.toString(waitMillis(deadline)));
        return hub.call(device == null ? call : call.withQuery("deviceId", device))
                .content();
    }

    private long waitMillis(long deadline) {
        long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis() + 1;
        return timeout == null ? WAIT_MILLIS : Math.max(0, Math.min(WAIT_MILLIS, left));
    }

    private static long print(JsonNode messages, long most, PrintWriter out) {
        long printed = 0;
        for (JsonNode message : messages) {
            if (printed < most) {
                out.println(Json.text(message));
                printed++;
            }
        }
        out.flush();
        return printed;
    }

    private void complain(long missed) {
        if (missed > 0) {
            warn(missed + " messages arrived too fast: the hub no longer has them.");
        }
    }

    private static long atLeast(long least, @Nullable Long value, String option) {
        if (value == null) {
            return NO_LIMIT;
        }
        if (value < least) {
            throw new IllegalArgumentException(option + " is " + value + "; it must be " + least + " or more.");
        }
        return value;
    }
}
