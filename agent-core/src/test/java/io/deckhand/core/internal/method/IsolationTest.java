package io.deckhand.core.internal.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.Deadline;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.MethodLimits;
import io.deckhand.Transport;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A handler costs its own slots and nobody else's, however it behaves. */
@LocalHubTest
class IsolationTest {

    static final class Handlers {
        final CountDownLatch release = new CountDownLatch(1);
        final AtomicInteger hanging = new AtomicInteger();
        final AtomicInteger blocked = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();
        final CompletableFuture<String> stage = new CompletableFuture<>();

        @DirectMethod
        String fast() {
            return "done";
        }

        @DirectMethod(timeoutSeconds = 1)
        String hangs() {
            hanging.incrementAndGet();
            while (release.getCount() > 0) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    // What no handler should do: go on as if nothing were.
                }
            }
            return "late";
        }

        @DirectMethod(concurrency = 3, queue = 1)
        String blocks() throws InterruptedException {
            most.accumulateAndGet(blocked.incrementAndGet(), Math::max);
            release.await();
            blocked.decrementAndGet();
            return "done";
        }

        @DirectMethod(timeoutSeconds = 1)
        CompletionStage<String> neverCompletes() {
            return stage;
        }

        @DirectMethod(timeoutSeconds = 10, concurrency = 2)
        long millisLeft(Deadline deadline) {
            return deadline.remaining().toMillis();
        }

        @DirectMethod
        String thread() {
            return Thread.currentThread().getClass().getSimpleName() + " "
                    + Thread.currentThread().getName();
        }
    }

    private static CompletableFuture<MethodResult> call(HubDevice device, String method) {
        return device.invokeAsync(method, "null", Agents.SOON, Duration.ZERO);
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aHandlerThatNeverReturnsCostsOneSlotAndItsLateResultIsDroppedAndCounted(
            Transport transport, LocalHub hub, HubDevice device) throws Exception {
        Handlers handlers = new Handlers();
        try (DeviceAgent agent = Agents.started(transport, hub, device, handlers)) {
            assertThat(device.invoke("hangs", "null").status()).isEqualTo(504);
            assertThat(device.invoke("fast", "null").status()).isEqualTo(200);
            MethodResult queued = device.invoke("hangs", "null");
            assertThat(queued.status()).as("no slot is left for a second call").isEqualTo(504);
            assertThat(handlers.hanging).as("it was never begun").hasValue(1);
            assertThat(agent.health().lateResults()).isZero();

            CompletableFuture<MethodResult> next = call(device, "hangs");
            handlers.release.countDown();
            assertThat(next.get(20, TimeUnit.SECONDS)).isEqualTo(new MethodResult(200, "\"late\""));
            await().until(() -> agent.health().lateResults() == 1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void asManyRunAsMayAsManyWaitAsMayAndTheNextIsRefusedAtOnce(Transport transport, LocalHub hub, HubDevice device)
            throws Exception {
        Handlers handlers = new Handlers();
        try (DeviceAgent agent = Agents.started(transport, hub, device, handlers)) {
            List<CompletableFuture<MethodResult>> calls = new ArrayList<>();
            for (int running = 1; running <= 3; running++) {
                int now = running;
                calls.add(call(device, "blocks"));
                await().until(() -> handlers.blocked.get() == now);
            }
            CompletableFuture<MethodResult> oneOf = call(device, "blocks");
            CompletableFuture<MethodResult> another = call(device, "blocks");
            await().until(() -> oneOf.isDone() || another.isDone());
            MethodResult refused = (oneOf.isDone() ? oneOf : another).get();
            assertThat(refused.status()).isEqualTo(429);
            calls.add(oneOf.isDone() ? another : oneOf);

            handlers.release.countDown();
            for (CompletableFuture<MethodResult> accepted : calls) {
                assertThat(accepted.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
            }
            assertThat(handlers.most).hasValue(3);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aMethodThatHasAllSharedThreadsLeavesEveryOtherItsOwn(Transport transport, LocalHub hub, HubDevice device)
            throws Exception {
        Handlers handlers = new Handlers();
        try (DeviceAgent agent = Agents.builder(transport, hub, device, handlers)
                .sharedHandlerThreads(1)
                .build()) {
            agent.start(Agents.SOON);
            List<CompletableFuture<MethodResult>> calls = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                calls.add(call(device, "blocks"));
            }
            await().until(() -> handlers.blocked.get() == 2); // its own and the one that is shared
            assertThat(device.invoke("fast", "null").status()).isEqualTo(200);
            assertThat(device.invoke("thread", "null").status()).isEqualTo(200);
            handlers.release.countDown();
            for (CompletableFuture<MethodResult> accepted : calls) {
                assertThat(accepted.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
            }
            assertThat(handlers.most).hasValue(2);
        }
    }

    @Test
    void everySharedThreadThatIsLetGoIsTakenByWhoWaits(LocalHub hub, HubDevice device) throws Exception {
        Handlers handlers = new Handlers();
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        try (DeviceAgent agent =
                Agents.builder(hub, device, handlers).sharedHandlerThreads(2).build()) {
            agent.start(Agents.SOON);
            agent.methods().add("waits", MethodLimits.DEFAULT.concurrency(3), request -> {
                begun.incrementAndGet();
                end.await();
                return "done";
            });
            List<CompletableFuture<MethodResult>> calls = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                calls.add(call(device, "blocks"));
            }
            await().until(() -> handlers.blocked.get() == 3); // its own and both that are shared
            for (int i = 0; i < 3; i++) {
                calls.add(call(device, "waits"));
            }
            await().until(() -> begun.get() == 1);
            handlers.release.countDown();
            await().until(() -> begun.get() == 3);
            end.countDown();
            for (CompletableFuture<MethodResult> accepted : calls) {
                assertThat(accepted.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aStageThatNeverCompletesIsCancelled(Transport transport, LocalHub hub, HubDevice device) {
        Handlers handlers = new Handlers();
        try (DeviceAgent agent = Agents.started(transport, hub, device, handlers)) {
            assertThat(device.invoke("neverCompletes", "null").status()).isEqualTo(504);
            await().until(handlers.stage::isCancelled);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aDeadlineCountsFromTheArrivalOfTheCall(Transport transport, LocalHub hub, HubDevice device) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Handlers())) {
            assertThat(Long.parseLong(device.invoke("millisLeft", "null").payload()))
                    .isBetween(1L, 10_000L);

            agent.methods().add("short", MethodLimits.DEFAULT.timeout(Duration.ofMillis(300)), request -> {
                release.await();
                return "never";
            });
            MethodResult result = device.invoke("short", "null");
            assertThat(result.status()).isEqualTo(504);
            assertThat(result.payload()).contains("within 0.3 s");
            release.countDown();
        }
    }

    /** One look finds all whose time is up, and is planned anew for whoever comes with less time than those before. */
    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void everyCallIsAnsweredAtItsOwnTime(Transport transport, LocalHub hub, HubDevice device) throws Exception {
        Handlers handlers = new Handlers();
        try (DeviceAgent agent = Agents.started(transport, hub, device, handlers)) {
            CompletableFuture<MethodResult> slow = call(device, "blocks"); // has half a minute
            await().until(() -> handlers.blocked.get() == 1);
            List<Integer> limits = List.of(900, 300, 600, 302, 1200);
            List<CompletableFuture<Duration>> answers = new ArrayList<>();
            for (int limit : limits) {
                agent.methods()
                        .add(
                                "within" + limit,
                                MethodLimits.DEFAULT.timeout(Duration.ofMillis(limit)),
                                request -> handlers.release.await(1, TimeUnit.HOURS));
                long asked = System.nanoTime();
                answers.add(call(device, "within" + limit).thenApply(result -> {
                    assertThat(result.status()).isEqualTo(504);
                    return Duration.ofNanos(System.nanoTime() - asked);
                }));
            }
            for (int i = 0; i < limits.size(); i++) {
                assertThat(answers.get(i).get(20, TimeUnit.SECONDS))
                        .isGreaterThanOrEqualTo(Duration.ofMillis(limits.get(i)));
            }
            assertThat(slow).isNotDone();
            handlers.release.countDown();
            assertThat(slow.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
        }
    }

    /** How fast is measured by the benchmark {@code method-beside-slow-p99}; here, that nobody waits for the slow one. */
    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aFastMethodDoesNotWaitForASlowOne(Transport transport, LocalHub hub, HubDevice device) {
        Handlers handlers = new Handlers();
        try (DeviceAgent agent = Agents.started(transport, hub, device, handlers)) {
            CompletableFuture<MethodResult> slow = call(device, "blocks");
            await().until(() -> handlers.blocked.get() == 1);
            for (int i = 0; i < 100; i++) {
                assertThat(device.invoke("fast", "null").status()).isEqualTo(200);
            }
            assertThat(handlers.blocked).as("it still runs").hasValue(1);
            handlers.release.countDown();
            await().until(slow::isDone);
        }
    }

    @Test
    void handlersRunOnVirtualThreadsWhereThereAreAny(LocalHub hub, HubDevice device) {
        boolean has = Runtime.version().feature() >= 21;
        try (DeviceAgent agent = Agents.started(hub, device, new Handlers())) {
            assertThat(device.invoke("thread", "null").payload())
                    .startsWith(has ? "\"VirtualThread " : "\"Thread ")
                    .contains("deckhand-" + device.deviceId() + "-handler-");
        }
        try (DeviceAgent agent = Agents.builder(hub, device, new Handlers())
                .virtualThreads(false)
                .build()) {
            agent.start(Agents.SOON);
            assertThat(device.invoke("thread", "null").payload()).startsWith("\"Thread ");
        }
    }
}
