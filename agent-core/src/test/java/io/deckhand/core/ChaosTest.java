package io.deckhand.core;

import static java.util.concurrent.TimeUnit.DAYS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.sun.management.UnixOperatingSystemMXBean;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.ReconnectPolicy;
import io.deckhand.Transport;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubFailure;
import io.deckhand.testkit.HubPacket;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.MethodResult;
import io.deckhand.testkit.PacketFault;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random faults under steady traffic on the {@link TestedLink}, an hour of them by {@code mvn verify -Pchaos};
 * {@code -Ddeckhand.chaos.minutes=5} for less, {@code -Ddeckhand.seed=N} for the same faults again. Writes {@code target/chaos-report.md}.
 */
@Tag("chaos")
class ChaosTest {
    private static final int MINUTES_OF_CHAOS = Integer.getInteger("deckhand.chaos.minutes", 60);

    /** What the hub may hold more of at the end: its last 10,000 telemetry messages. */
    private static final int HUBS_OWN_MEGABYTES = 30;

    private static final long SEED = Long.getLong("deckhand.seed", System.nanoTime() % 1_000_000);
    /** The hub's code for a device that went away before it answered. */
    private static final int CONNECTION_LOST = 404104;

    private static final Duration SOON = Duration.ofMinutes(2);

    /** One device, its agent, and what they went through. */
    private static final class Traffic {
        final HubDevice device;
        final LocalHub hub;
        final DeviceAgent agent;
        final AtomicInteger telemetry = new AtomicInteger();
        final AtomicInteger acknowledged = new AtomicInteger();
        final Queue<String> lost = new ConcurrentLinkedQueue<>();
        final Arrivals arrivals = new Arrivals();
        final Set<Integer> reached = ConcurrentHashMap.newKeySet();
        final AtomicInteger calls = new AtomicInteger();
        final AtomicInteger answered = new AtomicInteger();
        final Queue<String> unanswered = new ConcurrentLinkedQueue<>();
        final AtomicInteger desired = new AtomicInteger();
        final AtomicInteger reported = new AtomicInteger();
        final Queue<Integer> delivered = new ConcurrentLinkedQueue<>();

        Traffic(LocalHub hub, Transport transport) {
            this.hub = hub;
            device = hub.createDevice("chaos-" + transport);
            agent = Agents.builder(transport, hub, device, this)
                    .keepAlive(Duration.ofSeconds(5))
                    .reconnect(ReconnectPolicy.exponential(Duration.ofMillis(100), Duration.ofSeconds(2)))
                    .outboxCapacity(100_000)
                    .build();
        }

        @DirectMethod
        int count(int number) {
            reached.add(number);
            return number;
        }

        @DesiredProperty("number")
        void desired(int number) {
            delivered.add(number);
        }

        /** Twenty times a second. */
        void step() {
            int number = telemetry.incrementAndGet();
            agent.sendAsync("t" + number, Map.of()).whenComplete((done, failure) -> {
                acknowledged.incrementAndGet();
                if (failure != null) {
                    lost.add(number + ": " + failure);
                }
            });
            if (number % 4 == 0) {
                call(calls.incrementAndGet());
            }
            if (number % 20 == 0) {
                agent.reportAsync("number", reported.incrementAndGet());
                device.patchDesired("{\"number\":" + desired.incrementAndGet() + "}");
            }
        }

        /** A call that reached the agent on a connection that lasted must have been answered. */
        private void call(int number) {
            int connects = hub.faults().connects(device);
            device.invokeAsync("count", "" + number, Duration.ofSeconds(10), Duration.ZERO)
                    .whenComplete((result, failure) -> {
                        if (failure == null && result.equals(new MethodResult(200, "" + number))) {
                            answered.incrementAndGet();
                        } else if (reached.contains(number)
                                && !saysThatTheConnectionWasLost(failure)
                                && connects == hub.faults().connects(device)
                                && device.isConnected()) {
                            unanswered.add(number + ": " + (failure == null ? result : failure));
                        }
                    });
        }

        /** The hub fails a lost connection's calls before it counts the device as gone. */
        private static boolean saysThatTheConnectionWasLost(@Nullable Throwable failure) {
            return failure != null
                    && failure.getCause() instanceof HubFailure hubFailure
                    && hubFailure.errorCode() == CONNECTION_LOST;
        }

        /** The hub keeps the last 10,000 messages only: they are counted as time goes by. */
        void collect() {
            device.telemetry()
                    .forEach(message -> arrivals.add(
                            Integer.parseInt(message.text().substring(1)),
                            String.valueOf(message.systemProperties().get("messageId"))));
        }
    }

    /** Which messages arrived, and the ids that they came with: one each, however often repeated. Small, since heap is counted. */
    private static final class Arrivals {
        private final BitSet arrived = new BitSet();
        private final List<String> withOtherIds = new ArrayList<>();
        private int[] hashesOfIds = new int[1024];

        synchronized void add(int number, String messageId) {
            if (number >= hashesOfIds.length) {
                hashesOfIds = Arrays.copyOf(hashesOfIds, 2 * number);
            }
            if (arrived.get(number) && hashesOfIds[number] != messageId.hashCode()) {
                withOtherIds.add(number + " " + messageId);
            }
            arrived.set(number);
            hashesOfIds[number] = messageId.hashCode();
        }

        synchronized int size() {
            return arrived.cardinality();
        }

        synchronized List<String> withOtherIds() {
            return List.copyOf(withOtherIds);
        }
    }

    private final LocalHub hub = LocalHub.start();
    private final Random random = new Random(SEED);
    private final Map<String, Integer> faults = new TreeMap<>();

    @Test
    @Timeout(value = 1, unit = DAYS)
    void nothingIsLostAndNothingGrows() throws Exception {
        System.out.println("Chaos for " + MINUTES_OF_CHAOS + " minutes with -Ddeckhand.seed=" + SEED);
        List<Traffic> all = TestedLink.transports()
                .map(transport -> new Traffic(hub, transport))
                .toList();
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(4);
        try {
            all.forEach(one -> one.agent.start(SOON));
            for (Traffic one : all) {
                timer.scheduleAtFixedRate(() -> quietly(one::step), 0, 50, MILLISECONDS);
                timer.scheduleAtFixedRate(() -> quietly(one::collect), 5, 5, SECONDS);
            }
            Usage before = Usage.now(all);
            CompletableFuture<Void> over = new CompletableFuture<>();
            timer.schedule(() -> over.complete(null), MINUTES_OF_CHAOS, MINUTES);
            strikeNext(timer, all, over);
            over.get();
            timer.shutdown();
            assertThat(timer.awaitTermination(30, SECONDS)).isTrue();
            hub.faults().clear();
            all.forEach(one -> one.device.enable());
            for (Traffic one : all) {
                one.agent.awaitCaughtUp(SOON);
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(one.agent.health().telemetryWaiting())
                                .isZero());
            }
            all.forEach(Traffic::collect);
            Usage after = Usage.now(all);
            report(all, before, after);
            for (Traffic one : all) {
                assertThat(one.lost).isEmpty();
                await().atMost(SOON).untilAtomic(one.acknowledged, equalTo(one.telemetry.get()));
                assertThat(one.arrivals.size()).isEqualTo(one.telemetry.get());
                assertThat(one.arrivals.withOtherIds()).isEmpty();
                assertThat(one.unanswered).isEmpty();
                await().atMost(SOON).until(() -> new ArrayList<>(one.delivered).contains(one.desired.get()));
                assertThat(new ArrayList<>(one.delivered)).isSorted().doesNotHaveDuplicates();
                await().atMost(SOON)
                        .until(() -> one.device.reported().contains("\"number\":" + one.reported.get() + ","));
            }
            assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 4);
            assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors() + 20);
            assertThat(after.megabytes()).isLessThan(before.megabytes() + HUBS_OWN_MEGABYTES);
        } finally {
            timer.shutdownNow();
            all.forEach(one -> one.agent.close());
            hub.close();
        }
    }

    private void strikeNext(ScheduledExecutorService timer, List<Traffic> all, CompletableFuture<Void> over) {
        timer.schedule(
                () -> {
                    if (!over.isDone()) {
                        quietly(() -> strike(timer, all.get(random.nextInt(all.size())).device));
                        strikeNext(timer, all, over);
                    }
                },
                1000 + random.nextInt(6000),
                MILLISECONDS);
    }

    private void strike(ScheduledExecutorService timer, HubDevice device) {
        int length = 200 + random.nextInt(4000);
        switch (random.nextInt(10)) {
            case 0 -> now("cut", () -> hub.faults().cut(device));
            case 1 -> now("silence", () -> hub.faults().silence(device));
            case 2 -> now("steal", () -> hub.faults().steal(device));
            case 3 -> now("expire token", () -> hub.faults().expireToken(device));
            case 4 -> now("restart", hub::restart);
            case 5 -> {
                now("refuse", () -> hub.faults().refuseConnections(device, 3));
                now("cut", () -> hub.faults().cut(device));
                timer.schedule(() -> hub.faults().clear(), length, MILLISECONDS);
            }
            case 6 -> {
                now("disable", device::disable);
                timer.schedule(device::enable, length, MILLISECONDS);
            }
            case 7 ->
                now(
                        "lose a PUBACK",
                        () -> hub.faults()
                                .inject(PacketFault.drop(HubPacket.PUBACK)
                                        .of(device)
                                        .times(1)));
            case 8 -> {
                now("leave unanswered", () -> hub.faults().leaveConnectionsUnanswered());
                now("cut", () -> hub.faults().cut(device));
                timer.schedule(() -> hub.faults().clear(), length, MILLISECONDS);
            }
            default -> {
                now("forget sessions", () -> hub.faults().forgetSessions());
                now("cut", () -> hub.faults().cut(device));
            }
        }
    }

    private void now(String name, Runnable fault) {
        faults.merge(name, 1, Integer::sum);
        fault.run();
    }

    /** While the hub restarts, what is asked of it fails; that is no finding. */
    private static void quietly(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException hubIsAway) {
            assertThat(hubIsAway).isNotInstanceOf(AssertionError.class);
        }
    }

    private record Usage(long threads, long descriptors, double megabytes) {
        static Usage now(List<Traffic> all) throws Exception {
            long threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread ->
                            all.stream().anyMatch(one -> thread.getName().contains(one.device.deviceId())))
                    .count();
            return new Usage(
                    threads,
                    ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                            ? unix.getOpenFileDescriptorCount()
                            : 0,
                    bytesOfLiveObjects() / 1e6);
        }

        /** What the JVM says is in use after a collection is tens of megabytes off now and then. */
        private static long bytesOfLiveObjects() throws Exception {
            String[] noOptions = {};
            Object histogram = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {noOptions},
                            new String[] {String[].class.getName()});
            String total = histogram
                    .toString()
                    .lines()
                    .reduce((one, next) -> next)
                    .orElseThrow()
                    .trim();
            return Long.parseLong(total.substring(total.lastIndexOf(' ') + 1)); // "Total", objects, bytes
        }
    }

    private void report(List<Traffic> all, Usage before, Usage after) throws IOException {
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "%d minutes, seed %d, faults %s%n%n", MINUTES_OF_CHAOS, SEED, faults));
        text.append(
                "| device | sent | arrived | calls | answered | reached but unanswered | desired changes delivered | connections |\n");
        text.append("|---|---|---|---|---|---|---|---|\n");
        for (Traffic one : all) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %d | %d | %d | %d of %d | %d |%n",
                    one.device.deviceId(),
                    one.telemetry.get(),
                    one.arrivals.size(),
                    one.calls.get(),
                    one.answered.get(),
                    one.unanswered.size(),
                    one.delivered.size(),
                    one.desired.get(),
                    one.agent.health().connects()));
        }
        text.append(String.format(
                Locale.ROOT,
                "%nThreads of the agents %d, afterwards %d; file descriptors of agents and hub %d, afterwards %d; heap of "
                        + "agents, hub and test %.0f MB, afterwards %.0f MB.%n",
                before.threads(),
                after.threads(),
                before.descriptors(),
                after.descriptors(),
                before.megabytes(),
                after.megabytes()));
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/chaos-report.md"), text);
        System.out.println(text);
    }
}
