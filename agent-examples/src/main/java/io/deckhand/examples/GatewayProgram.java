package io.deckhand.examples;

import io.deckhand.ConnectionState;
import io.deckhand.DeviceAgent;
import io.deckhand.gateway.Gateway;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "gateway",
        description = {
            "Simulates many devices in one process: telemetry, the direct method 'whoAreYou' and the desired property 'level'.",
            "Creates missing devices at the hub. Prints their state in one line per second."
        })
final class GatewayProgram implements Callable<Integer> {
    private static final int TICKS_PER_SECOND = 10;
    private static final int LOOK_AGAIN_MILLIS = 200;
    private static final int MEGA = 1024 * 1024;

    @Mixin
    private BackEndOptions hub = new BackEndOptions();

    @Option(
            names = "--devices",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many devices. Default: ${DEFAULT-VALUE}")
    private int count = 10;

    @Option(
            names = "--prefix",
            paramLabel = "TEXT",
            defaultValue = "leaf-",
            description = "The prefix of their ids; a number follows. Default: ${DEFAULT-VALUE}")
    private String prefix = "leaf-";

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            defaultValue = "1",
            description = "Seconds between two messages of a device. Default: ${DEFAULT-VALUE}")
    private int interval = 1;

    @Option(
            names = "--connects-per-second",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many devices may connect per second. Default: ${DEFAULT-VALUE}")
    private int connectsPerSecond = 50;

    @Option(
            names = "--duration",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description =
                    "How long to run, with the time to create and connect the devices, 0 for no limit. Ends with 1 if not all "
                            + "devices are connected then. Default: 0")
    private int duration;

    private final LongAdder messages = new LongAdder();
    private final LeafHandlers handlers = new LeafHandlers();
    private final List<DeviceAgent> agents = new CopyOnWriteArrayList<>();
    private final AtomicBoolean told = new AtomicBoolean();
    private long lastMessages;
    private long lastCalls;
    private int tick;

    @Override
    public Integer call() throws Exception {
        hub.within(1, count, 100_000, "--devices");
        hub.within(1, interval, 86_400, "--interval");
        hub.within(1, connectsPerSecond, 10_000, "--connects-per-second");
        hub.within(0, duration, Integer.MAX_VALUE, "--duration");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(duration);
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try (BackEnd backEnd = hub.connect();
                Gateway gateway = gateway(backEnd);
                CtrlC ctrlC = CtrlC.then(() -> close(gateway))) {
            clock.scheduleAtFixedRate(
                    () -> sendNext(), 1_000 / TICKS_PER_SECOND, 1_000 / TICKS_PER_SECOND, TimeUnit.MILLISECONDS);
            clock.scheduleAtFixedRate(() -> report(gateway), 1, 1, TimeUnit.SECONDS);
            for (int number = 1; number <= count && goesOn(end); number++) {
                agents.add(gateway.add(backEnd.existingOrNew(prefix + number)));
            }
            while (goesOn(end)) {
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            }
            return duration == 0 || gateway.health().count(ConnectionState.CONNECTED) == count ? 0 : 1;
        } finally {
            clock.shutdownNow();
        }
    }

    private Gateway gateway(BackEnd backEnd) {
        return Gateway.builder()
                .connectsPerSecond(connectsPerSecond)
                .eachDevice(device -> {
                    device.handlers(handlers);
                    backEnd.trust().ifPresent(device::sslContext);
                })
                .build();
    }

    private void close(Gateway gateway) {
        told.set(true);
        gateway.close();
    }

    private boolean goesOn(long end) {
        return !told.get() && (duration == 0 || end - System.nanoTime() > 0);
    }

    /** Each device has its own tick within the interval, so that messages are sent evenly. */
    private void sendNext() {
        int ticks = TICKS_PER_SECOND * interval;
        int now = tick++ % ticks;
        for (int number = now; number < agents.size(); number += ticks) {
            DeviceAgent agent = agents.get(number);
            if (agent.state() == ConnectionState.CONNECTED) {
                agent.sendAsync(new Reading(agent.deviceId(), 20 + number % 10)).thenRun(messages::increment);
            }
        }
    }

    private void report(Gateway gateway) {
        long sent = messages.sum();
        long called = handlers.calls();
        hub.out()
                .printf(
                        Locale.ROOT,
                        "connected %d of %d, %d messages/s, %d calls/s, %d threads, %d MB of heap%n",
                        gateway.health().count(ConnectionState.CONNECTED),
                        count,
                        sent - lastMessages,
                        called - lastCalls,
                        ManagementFactory.getThreadMXBean().getThreadCount(),
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEGA);
        hub.out().flush();
        lastMessages = sent;
        lastCalls = called;
    }

    record Reading(String device, double temperature) {}
}
