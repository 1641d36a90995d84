package io.deckhand.core.small;

import io.deckhand.CloudToDevice;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.MethodResponse;
import io.deckhand.Progress;
import io.deckhand.Telemetry;
import io.deckhand.Transport;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Does a little of everything that an agent can, in a process of its own, until it is told to stop. */
final class SmallDevice {
    record Order(int level, Instant since, List<String> notes) {}

    private final CountDownLatch stopped = new CountDownLatch(1);

    private SmallDevice() {}

    @DirectMethod
    Order start(Order order) {
        return order;
    }

    @DirectMethod(longRunning = true)
    String work(Progress progress) {
        progress.report(50, "half");
        return "done";
    }

    @DirectMethod
    MethodResponse stop() {
        return MethodResponse.ok(null)
                .thenRun(stopped::countDown); // an agent that closes answers running calls with 503
    }

    @DesiredProperty("level")
    int level(int level) {
        return level;
    }

    @CloudToDevice
    void note(Order order, DeviceAgent agent) {
        agent.report("note", order.notes());
    }

    @Telemetry(everySeconds = 0.2)
    double temperature() {
        return 21.5;
    }

    public static void main(String... arguments) throws InterruptedException {
        SmallDevice device = new SmallDevice();
        try (DeviceAgent agent = AgentBuilder.forConnectionString(arguments[0])
                .trustedCertificates(Path.of(arguments[1]))
                .transport(Transport.valueOf(arguments[2]))
                .storeIn(Path.of(arguments[3]))
                .handlers(device)
                .describeMethods(true)
                .virtualThreads(true)
                .build()) {
            agent.start(Agents.SOON);
            device.stopped.await();
            agent.flush(Agents.SOON);
        }
    }
}
