package io.deckhand.core.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.deckhand.Deadline;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.MethodException;
import io.deckhand.MethodResponse;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.MethodResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

@LocalHubTest
class AnswersGuideTest {
    private static final class Valve {
        private volatile boolean jammed;
        private volatile int percent;

        CompletableFuture<Integer> move(int to) {
            percent = to;
            return CompletableFuture.completedFuture(to);
        }
    }

    private final Valve valve = new Valve();

    // region answers
    record Position(int percent) {}

    final class ValveMethods {
        @DirectMethod
        Position position() { // 200 {"percent":30}
            return new Position(valve.percent);
        }

        @DirectMethod
        MethodResponse calibrate() { // 202 "started", and then, once the hub has that answer:
            return MethodResponse.of(202, "started").thenRun(() -> valve.move(0));
        }

        @DirectMethod
        CompletionStage<Position> open() { // answers when the valve is open; needs no thread until then
            return valve.move(100).thenApply(Position::new);
        }

        @DirectMethod
        void close() { // 200 null, or 409 {"code":"jammed","message":"The valve does not move."}
            if (valve.jammed) {
                throw MethodException.of(409, "jammed", "The valve does not move.");
            }
            valve.move(0);
        }
    }
    // endregion

    // region limits
    static final class Scanner {
        @DirectMethod(timeoutSeconds = 10, concurrency = 4, queue = 20)
        List<String> scan(Deadline deadline) {
            List<String> found = new ArrayList<>();
            while (found.size() < 1000 && deadline.remaining().compareTo(Duration.ofSeconds(1)) > 0) {
                found.add("beacon " + found.size());
            }
            return found; // what there is, rather than nothing in time
        }
    }
    // endregion

    @Test
    void everyHandlerAnswersByReturning(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(hub, device, new ValveMethods(), new Scanner())) {
            assertThat(device.invoke("open", "null")).isEqualTo(new MethodResult(200, "{\"percent\":100}"));
            assertThat(device.invoke("position", "null").payload()).isEqualTo("{\"percent\":100}");
            assertThat(device.invoke("calibrate", "null")).isEqualTo(new MethodResult(202, "\"started\""));
            valve.jammed = true;
            assertThat(device.invoke("close", "null"))
                    .isEqualTo(new MethodResult(409, "{\"code\":\"jammed\",\"message\":\"The valve does not move.\"}"));
            assertThat(device.invoke("scan", "null").payload()).contains("beacon 999");
        }
    }
}
