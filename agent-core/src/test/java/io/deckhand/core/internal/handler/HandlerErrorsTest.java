package io.deckhand.core.internal.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deckhand.CloudToDevice;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.MethodException;
import io.deckhand.MethodLimits;
import io.deckhand.Telemetry;
import io.deckhand.Transport;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/**
 * What an application throws besides exceptions, where it is called and where its objects are read and written, costs that one call
 * and nothing else: each is done twice, for the second finds out what the first has cost.
 */
@LocalHubTest
class HandlerErrorsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Cannot be made of a payload: Jackson hands on an Error as it is. */
    record Unmakeable(int seconds) {
        Unmakeable {
            if (seconds > 10) {
                throw new NoClassDefFoundError("secret");
            }
        }
    }

    /** Cannot be turned into JSON. */
    public static final class Unreadable {
        private final Throwable thrown;

        Unreadable(Throwable thrown) {
            this.thrown = thrown;
        }

        public String getSecret() throws Throwable {
            throw thrown;
        }
    }

    static final class Handlers {
        final List<String> heard = new CopyOnWriteArrayList<>();
        final AtomicInteger readings = new AtomicInteger();

        @DirectMethod
        void takes(Unmakeable wanted) {}

        @DirectMethod
        Object gives() {
            return new Unreadable(new AssertionError("secret"));
        }

        @DirectMethod
        CompletionStage<String> givesNothing() {
            return new CompletableFuture<>() {
                @Override
                public CompletableFuture<String> whenComplete(BiConsumer<? super String, ? super Throwable> action) {
                    throw new UnsupportedOperationException("secret");
                }
            };
        }

        @DirectMethod
        CompletionStage<Object> givesLater() {
            return CompletableFuture.completedFuture(new Unreadable(new AssertionError("secret")));
        }

        @DirectMethod(longRunning = true)
        Object operates() {
            return new Unreadable(new AssertionError("secret"));
        }

        @DirectMethod(longRunning = true)
        void refuses() {
            throw new MethodException(409, new Unreadable(new IllegalStateException("secret")));
        }

        @CloudToDevice
        void notice(Unmakeable message) {
            heard.add("message " + message.seconds());
        }

        @DesiredProperty("first")
        void first(Unmakeable value) {}

        @DesiredProperty("second")
        Object second(int value) {
            return new Unreadable(new IllegalStateException("secret"));
        }

        @DesiredProperty("third")
        Object third(int value) {
            return new Unreadable(new AssertionError("secret"));
        }

        @DesiredProperty("last")
        void last(int value) {
            heard.add("last " + value);
        }

        @Telemetry(everySeconds = 0.02, pending = 1)
        Object reading() {
            readings.incrementAndGet();
            return new Unreadable(new AssertionError("secret"));
        }
    }

    private static void assertAnswer(int status, HubDevice device, String method, String payload) {
        for (int call = 1; call <= 2; call++) {
            assertThat(device.invoke(method, payload).status())
                    .as("call %s of %s", call, method)
                    .isEqualTo(status);
        }
    }

    @Test
    void aCallIsAnsweredAtOnceAndItsSlotIsFree(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(hub, device, new Handlers())) {
            agent.methods().add("function", MethodLimits.DEFAULT, request -> {
                throw new StackOverflowError();
            });
            assertAnswer(500, device, "function", "null");
            assertAnswer(400, device, "takes", "{\"seconds\":11}");
            assertAnswer(500, device, "gives", "null");
            assertAnswer(500, device, "givesLater", "null");
            assertAnswer(500, device, "givesNothing", "null");
            assertThat(device.invoke("takes", "{\"seconds\":1}").status()).isEqualTo(200);
        }
    }

    @Test
    void anOperationFailsAndTheNextOneRuns(LocalHub hub, HubDevice device) throws Exception {
        try (DeviceAgent agent = Agents.started(hub, device, new Handlers())) {
            for (String method : List.of("operates", "refuses", "operates", "refuses")) {
                assertThat(device.invoke(method, "null").status()).isEqualTo(202);
            }
            await().untilAsserted(() -> assertThat(operations(device))
                    .hasSize(4)
                    .allMatch(operation -> operation.path("status").asText().equals("failed"))
                    .noneMatch(operation -> operation.toString().contains("secret")));
        }
    }

    private static List<JsonNode> operations(HubDevice device) throws Exception {
        List<JsonNode> all = new CopyOnWriteArrayList<>();
        JSON.readTree(device.reported()).at("/deckhand/operations").forEach(all::add);
        return all;
    }

    @Test
    void aMessageIsRejectedAndTheNextOneHeard(LocalHub hub, HubDevice device) {
        Handlers handlers = new Handlers();
        try (DeviceAgent agent = Agents.started(Transport.AMQPS, hub, device, handlers)) {
            device.sendCloudToDevice(CloudToDeviceMessage.of("{\"seconds\":11}"));
            device.sendCloudToDevice(CloudToDeviceMessage.of("{\"seconds\":2}"));
            await().until(() -> handlers.heard.contains("message 2"));
            await().until(() -> device.pendingCloudToDevice() == 0);
        }
    }

    @Test
    void aPropertyIsRefusedAndTheOthersAreTold(LocalHub hub, HubDevice device) {
        for (String model : List.of("", "dtmi:com:example:Greenhouse;1")) {
            Handlers handlers = new Handlers();
            AgentBuilder builder = Agents.builder(hub, device, handlers);
            try (DeviceAgent agent = (model.isEmpty() ? builder : builder.modelId(model)).build()) {
                agent.start(Agents.SOON);
                for (int value = 20; value < 22; value++) {
                    String told = "last " + value;
                    device.patchDesired("{\"first\":{\"seconds\":V},\"second\":V,\"third\":V,\"last\":V}"
                            .replace("V", Integer.toString(value)));
                    await().until(() -> handlers.heard.contains(told));
                }
            }
        }
    }

    @Test
    void aSourceIsAskedAgain(LocalHub hub, HubDevice device) {
        Handlers handlers = new Handlers();
        try (DeviceAgent agent = Agents.started(hub, device, handlers)) {
            await().until(() -> handlers.readings.get() > 3);
        }
    }
}
