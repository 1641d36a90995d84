package io.deckhand.bench.dispatch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.deckhand.DirectMethod;
import io.deckhand.MethodRequest;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.internal.Agent;
import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.link.MethodAnswer;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * From a call's arrival to its answer: by the agent, and by a switch as one would write it by hand, with the same JSON
 * library and also on a pool of threads, for a handler must not block the SDK's. Neither has limits, deadlines or refusals
 * in common: the switch has none.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DispatchBenchmark {
    private static final String NO_HUB = "HostName=no.hub;DeviceId=d1;SharedAccessKey=c2VjcmV0";

    /** What methods take. */
    public record Sensor(String sensor, int samples) {}

    /** What methods give. */
    public record Reading(String sensor, double value) {}

    private final AnswerLink link = new AnswerLink();
    private final Plant plant = new Plant();
    private final MethodRequest request = new MethodRequest("read", "{\"sensor\":\"t1\",\"samples\":3}");
    private final ObjectMapper json = new ObjectMapper();
    private final ObjectReader reader = json.readerFor(Sensor.class);
    private final ObjectWriter writer = json.writer();
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final Agent agent =
            (Agent) AgentBuilder.forConnectionString(NO_HUB).handlers(plant).build();

    /** The application, the same for both. */
    static final class Plant {
        @DirectMethod
        Reading read(Sensor sensor) {
            return new Reading(sensor.sensor(), sensor.samples() * 7.5);
        }

        @DirectMethod
        Reading calibrate(Sensor sensor) {
            return new Reading(sensor.sensor(), 0);
        }
    }

    @Benchmark
    public MethodAnswer agent() throws InterruptedException {
        agent.accept(new HubEvent.MethodCall(link, "1", request));
        return link.await();
    }

    @Benchmark
    public MethodAnswer handWritten() throws InterruptedException {
        HubEvent.MethodCall call = new HubEvent.MethodCall(link, "1", request);
        pool.execute(() -> link.answer(call, answer(call.request())));
        return link.await();
    }

    private MethodAnswer answer(MethodRequest call) {
        try {
            return switch (call.method()) {
                case "read" -> new MethodAnswer(200, writer.writeValueAsBytes(plant.read(sensor(call))));
                case "calibrate" -> new MethodAnswer(200, writer.writeValueAsBytes(plant.calibrate(sensor(call))));
                default -> new MethodAnswer(501, writer.writeValueAsBytes("unknown"));
            };
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Sensor sensor(MethodRequest call) throws IOException {
        return reader.readValue(call.payload());
    }

    @TearDown
    public void close() {
        agent.close();
        pool.shutdown();
    }
}
