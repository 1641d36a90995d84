package io.deckhand.core.internal.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.core.internal.identity.Login;
import io.deckhand.core.slow.SlowLine;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.MethodResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A device whose twin, messages and answers each take longer on its line than the hub may take to answer. */
final class SlowTraffic {
    private static final Executor BLOCKING = task -> new Thread(task, "slow-link").start();

    /** The hub may take as long to answer. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);

    private static final SlowLine.Capacity CAPACITY = new SlowLine.Capacity(64_000, 10_000, Duration.ofMillis(20));

    private static final Duration SOON = Duration.ofSeconds(60);

    private static final int MESSAGE = 150_000;
    /** A request gets a second for each KB that the send buffer may hold. */
    private static final int LAST_MESSAGE = 8_000;

    private static final int ANSWER = 100_000;

    private final LocalHub hub;
    private final HubDevice device;
    private final Way way;
    private final List<HubEvent> events = new CopyOnWriteArrayList<>();

    SlowTraffic(LocalHub hub, Way way) {
        this.hub = hub;
        this.way = way;
        this.device = hub.createDevice("slow-" + way);
    }

    /** Fails unless everything passes on one connection, which is given up when it is dead. */
    void passes() {
        String twin = properties(30_000);
        device.patchDesired(twin);
        HubLink fast = way.link(settings(device.connectionString()), event -> {});
        fast.open(BLOCKING).toCompletableFuture().join();
        fast.report(bytes(twin)).toCompletableFuture().join();
        fast.close(BLOCKING).toCompletableFuture().join();

        try (SlowLine line = SlowLine.to(hub, CAPACITY)) {
            HubLink link = way.link(settings(line.through(device.connectionString())), this::accept);
            try {
                assertThat(link.open(BLOCKING))
                        .as("%s opens; the twin takes 6 s", way)
                        .succeedsWithin(SOON);
                use(link);
                die(link, line);
            } finally {
                link.close(BLOCKING).toCompletableFuture().join();
            }
        }
    }

    /** Uses a line for more than 6 s. */
    private void use(HubLink link) {
        CompletableFuture<MethodResult> called = device.invokeAsync("large", "null", SOON, Duration.ZERO);
        Stream<CompletableFuture<Void>> sent = IntStream.range(0, 2)
                .mapToObj(i -> link.send(message("slow-" + i, MESSAGE)).toCompletableFuture());
        CompletableFuture<Void> all = CompletableFuture.allOf(Stream.concat(
                        sent,
                        Stream.of(called, link.report(bytes(properties(25_000))).toCompletableFuture()))
                .toArray(CompletableFuture[]::new));
        await(way + " to carry all").until(() -> {
            assertThat(link.overdue()).isEmpty();
            return all.isDone();
        });
        assertThat(all).isCompleted();
        assertThat(called.join().payload()).hasSize(ANSWER);
        assertThat(device.telemetry())
                .extracting(message -> message.body().length)
                .containsExactly(MESSAGE, MESSAGE);
        assertThat(events).noneMatch(HubEvent.LinkLost.class::isInstance);
    }

    /** A line without a byte more is dead, although a message is on its way. */
    private void die(HubLink link, SlowLine line) {
        line.fallSilentAfter(LAST_MESSAGE / 4);
        CompletableFuture<Void> sent = link.send(message("last", LAST_MESSAGE)).toCompletableFuture();
        await(way + " to notice")
                .until(() ->
                        link.overdue().isPresent() || events.stream().anyMatch(HubEvent.LinkLost.class::isInstance));
        CompletableFuture<Void> blocked = link.send(message("blocked", MESSAGE)).toCompletableFuture();
        link.abandon(new IOException("dead"));
        await().until(() -> sent.isCompletedExceptionally() && blocked.isCompletedExceptionally());
    }

    private void accept(HubEvent event) {
        events.add(event);
        if (event instanceof HubEvent.MethodCall call) {
            byte[] payload = bytes('"' + "a".repeat(ANSWER - 2) + '"');
            BLOCKING.execute(() -> call.link().answer(call, new MethodAnswer(200, payload)));
        }
    }

    private LinkSettings settings(String connectionString) {
        Login login = Logins.of(connectionString, SlowLine.trustingAnyName(), Duration.ofHours(1));
        return new LinkSettings(login, way.transport(), null, KEEP_ALIVE);
    }

    private static TelemetryMessage message(String id, int bytes) {
        return new TelemetryMessage(id, new byte[bytes], Map.of(), null, null);
    }

    private static String properties(int bytes) {
        int each = 3_000;
        return IntStream.range(0, bytes / each)
                .mapToObj(i -> "\"p" + i + "\":\"" + "x".repeat(each - 8) + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
