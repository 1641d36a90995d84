package io.deckhand.bench.dispatch;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.management.ThreadMXBean;
import io.deckhand.DirectMethod;
import io.deckhand.MethodRequest;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.internal.Agent;
import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.link.MethodAnswer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * From the arrival of a call to its answer: with the agent, and with a hand-written switch. The switch also parses
 * strictly, and runs on a thread pool, as a handler must not block the SDK's threads. Only the agent has limits,
 * deadlines and refusals.
 *
 * <p>The two take turns in one JVM: most of the time is spent on waking threads, which varies with the machine and
 * between JVMs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DispatchBenchmark {
    private static final String NO_HUB = "HostName=no.hub;DeviceId=d1;SharedAccessKey=c2VjcmV0";

    /**
     * Calls per turn: enough to make the cost of taking the time negligible, and few enough that both sides run under
     * the same conditions.
     */
    private static final int TURN = 200;

    /** The payload of methods. */
    public record Sensor(String sensor, int samples) {}

    /** The result of methods. */
    public record Reading(String sensor, double value) {}

    private final AnswerLink link = new AnswerLink();
    private final Plant plant = new Plant();
    private final MethodRequest request = new MethodRequest("read", "{\"sensor\":\"t1\",\"samples\":3}");
    private final ObjectMapper json = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
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

    /** The time and memory that the calls of each side have taken. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Spent {
        public long calls;
        public long agentNanos;
        public long agentBytes;
        public long switchNanos;
        public long switchBytes;
    }

    @Benchmark
    public void inTurns(Spent spent) throws InterruptedException {
        Mark start = Mark.now();
        for (int i = 0; i < TURN; i++) {
            agent.accept(new HubEvent.MethodCall(link, "1", request));
            link.await();
        }
        Mark between = Mark.now();
        for (int i = 0; i < TURN; i++) {
            HubEvent.MethodCall call = new HubEvent.MethodCall(link, "1", request);
            pool.execute(() -> link.answer(call, answer(call.request())));
            link.await();
        }
        Mark end = Mark.now();
        spent.calls += TURN;
        spent.agentNanos += between.nanos - start.nanos;
        spent.agentBytes += between.bytes - start.bytes;
        spent.switchNanos += end.nanos - between.nanos;
        spent.switchBytes += end.bytes - between.bytes;
    }

    /** A point in time, and the memory that all threads have allocated until then. */
    private record Mark(long nanos, long bytes) {
        private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        static Mark now() {
            long bytes = Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
                    .filter(each -> each > 0)
                    .sum();
            return new Mark(System.nanoTime(), bytes);
        }
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
