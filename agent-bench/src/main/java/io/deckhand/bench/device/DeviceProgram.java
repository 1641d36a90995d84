package io.deckhand.bench.device;

import static java.util.Objects.requireNonNull;

import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import io.deckhand.DeviceAgent;
import io.deckhand.Transport;
import io.deckhand.bench.remote.Usage;
import io.deckhand.bench.result.Side;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Link;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** A JVM of devices: the same load for every side. */
public final class DeviceProgram implements DeviceCalls {
    /** A number of different properties that fit into a twin easily. */
    private static final int PROPERTIES = 500;

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int CONNECTING_AT_ONCE = 8;
    private static final long LOOK_AGAIN_MILLIS = 1;
    private static final long EVEN_MILLIS = 10;

    private final List<Device> devices = new ArrayList<>();
    private final DesiredClock desired = new DesiredClock();
    private final HeapPeak heapPeak = new HeapPeak();
    private final DrawnDelays delays = new DrawnDelays();
    private final AtomicInteger unacknowledged = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private @Nullable Side side;
    private @Nullable SSLContext trust;
    private Transport transport = Transport.MQTT;

    @Override
    public void choose(Side chosen, Transport over, String caFile) {
        side = chosen;
        trust = TrustedHub.context(caFile);
        transport = over;
    }

    @Override
    public void connect(List<String> connectionStrings) {
        SSLContext context = requireNonNull(trust, "choose() comes first");
        try {
            if (side == Side.BARE) {
                devices.addAll(BareMqttDevice.connect(connectionStrings, context));
            } else if (Boolean.getBoolean("deckhand.bench.gateway")) {
                devices.addAll(GatewayFleet.connect(connectionStrings, context, AgentDevice.handlers(desired, delays)));
            } else {
                connectEach(connectionStrings);
            }
        } catch (Exception e) {
            throw new IllegalStateException("A device could not connect", e);
        }
    }

    private void connectEach(List<String> connectionStrings) {
        ExecutorService pool = Executors.newFixedThreadPool(CONNECTING_AT_ONCE);
        try {
            List<Future<Device>> opening = connectionStrings.stream()
                    .map(connectionString -> pool.submit(() -> open(connectionString)))
                    .toList();
            for (Future<Device> device : opening) {
                devices.add(device.get());
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("A device could not connect", e);
        } finally {
            pool.shutdown();
        }
    }

    private Device open(String connectionString) {
        SSLContext context = requireNonNull(trust, "choose() comes first");
        if (side == Side.AGENT || side == Side.AGENT_ON_SDK) {
            return AgentDevice.open(connectionString, link(), transport, context, delays, desired);
        }
        ClientOptions.ClientOptionsBuilder options = ClientOptions.builder().sslContext(context);
        return RawDevice.open(
                connectionString,
                transport == Transport.MQTT ? IotHubClientProtocol.MQTT : IotHubClientProtocol.AMQPS,
                (side == Side.RAW_TUNED ? RawDevice.tuned(options) : options).build(),
                desired);
    }

    private Link link() {
        return side == Side.AGENT_ON_SDK ? Link.SDK : Link.valueOf(System.getProperty("deckhand.bench.link", "SDK"));
    }

    private Device device() {
        return devices.get(0);
    }

    @Override
    public void disconnect() {
        devices.forEach(Device::close);
        devices.clear();
    }

    @Override
    public void awaitDisconnected(Duration atMost) {
        await(() -> !device().isConnected(), atMost, "the device to notice");
    }

    private static void await(BooleanSupplier condition, Duration atMost, String what) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("Waited " + atMost + " for " + what);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public double sendTelemetry(Duration time, int underWay, int bytes) {
        byte[] body = body(bytes);
        return run(
                time,
                underWay,
                (number, acknowledgement) ->
                        devices.get(number % devices.size()).send(body, acknowledgement));
    }

    @Override
    public void sendEvenly(Duration time, int perSecond, int bytes) {
        byte[] body = body(bytes);
        long start = System.nanoTime();
        long sent = 0;
        try {
            for (long now = 0; now < time.toNanos(); now = System.nanoTime() - start) {
                for (long due = now * perSecond / 1_000_000_000L; sent < due; sent++) {
                    devices.get((int) (sent % devices.size())).sendAndForget(body);
                }
                TimeUnit.MILLISECONDS.sleep(EVEN_MILLIS);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static byte[] body(int bytes) {
        byte[] body = new byte[bytes];
        Arrays.fill(body, (byte) 'x');
        return body;
    }

    private double run(Duration time, int underWay, Flow.Sending sending) {
        try {
            return new Flow(underWay, side == Side.RAW_DEFAULT || side == Side.RAW_TUNED).run(time, sending);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void queueTelemetry(int messages, int bytes) {
        unacknowledged.addAndGet(messages);
        Device.Acknowledgement arrived = this::arrived; // one for all, as it does not depend on the message
        IntStream.range(0, messages).forEach(i -> device().send(body(bytes), arrived));
    }

    @Override
    public void queueTelemetryFromEach(int messages, int bytes) {
        unacknowledged.addAndGet(messages * devices.size());
        byte[] body = body(bytes);
        Device.Acknowledgement arrived = this::arrived;
        for (Device device : devices) {
            IntStream.range(0, messages).forEach(i -> device.send(body, arrived));
        }
    }

    private void arrived(@Nullable Throwable thrown) {
        if (thrown != null) {
            failure.set(thrown);
        }
        unacknowledged.decrementAndGet();
    }

    @Override
    public int unacknowledged() {
        return unacknowledged.get();
    }

    @Override
    public void awaitAcknowledged(Duration atMost) {
        await(() -> unacknowledged.get() == 0, atMost, "acknowledgements");
        Throwable thrown = failure.getAndSet(null);
        if (thrown != null) {
            throw new IllegalStateException("Not everything was acknowledged", thrown);
        }
    }

    @Override
    public double report(Duration time, int underWay) {
        return run(
                time,
                underWay,
                (number, acknowledgement) -> device().report("p" + number % PROPERTIES, number, acknowledgement));
    }

    @Override
    public Histogram desiredLatencies() {
        return desired.take();
    }

    @Override
    public long nanosOverDrawnDelay() {
        try {
            return delays.nanosLate();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public long startAgent(String connectionString, String handlerClass) {
        try {
            Object handlers =
                    Class.forName(handlerClass).getDeclaredConstructor().newInstance();
            AgentBuilder builder = AgentBuilder.forConnectionString(connectionString)
                    .sslContext(requireNonNull(trust, "choose() comes first"))
                    .handlers(handlers);
            long start = System.nanoTime();
            DeviceAgent agent = builder.build();
            long took = System.nanoTime() - start;
            agent.start(PATIENCE);
            return took;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Usage usage() {
        return Usage.now();
    }

    @Override
    public long peakHeapBytes() {
        return heapPeak.take();
    }

    @Override
    public long cpuNanos() {
        return Usage.cpuNanosNow();
    }
}
