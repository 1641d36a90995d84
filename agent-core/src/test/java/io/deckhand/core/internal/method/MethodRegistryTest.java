package io.deckhand.core.internal.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deckhand.CloudToDevice;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.HandlerProvider;
import io.deckhand.Interceptor;
import io.deckhand.MethodDescription;
import io.deckhand.MethodException;
import io.deckhand.MethodLimits;
import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.core.HandlerDefinitionException;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.MethodResult;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Handlers come and go, also from elsewhere, and things stand around them. */
@LocalHubTest
class MethodRegistryTest {
    static final class Diagnostics {
        private final String version;

        Diagnostics(String version) {
            this.version = version;
        }

        @DirectMethod(description = "Which version answers.", timeoutSeconds = 5, concurrency = 2, queue = 3)
        String version() {
            return version;
        }

        @DirectMethod
        int uptime() {
            return 1;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aChangeIsSeenByTheNextCall(Transport transport, LocalHub hub, HubDevice device) throws Exception {
        try (DeviceAgent agent = Agents.builder(transport, hub, device).build()) {
            agent.start(Agents.SOON);
            assertThat(device.invoke("version", "null").status()).isEqualTo(501);

            Diagnostics first = new Diagnostics("one");
            agent.methods().addHandlers(first);
            assertThat(device.invoke("version", "null").payload()).isEqualTo("\"one\"");

            Diagnostics second = new Diagnostics("two");
            agent.methods().replaceHandlers(second);
            assertThat(device.invoke("version", "null").payload()).isEqualTo("\"two\"");
            assertThat(agent.methods().removeHandlers(first)).isZero();

            assertThat(agent.methods().replace("version", request -> "three")).isTrue();
            assertThat(device.invoke("version", "null").payload()).isEqualTo("\"three\"");
            assertThat(agent.methods().removeHandlers(second))
                    .as("uptime is left")
                    .isEqualTo(1);
            assertThat(agent.methods().remove("version")).isTrue();
            assertThat(agent.methods().names()).isEmpty();
            assertThat(device.invoke("version", "null").status()).isEqualTo(501);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aCallThatRunsIsFinishedByTheHandlerItWasAcceptedFor(Transport transport, LocalHub hub, HubDevice device)
            throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (DeviceAgent agent = Agents.builder(transport, hub, device).build()) {
            agent.start(Agents.SOON);
            agent.methods().add("work", request -> {
                running.countDown();
                release.await();
                return "old";
            });
            CompletableFuture<MethodResult> old = device.invokeAsync("work", "null", Agents.SOON, Duration.ZERO);
            running.await();
            agent.methods().replace("work", request -> "new");
            assertThat(device.invoke("work", "null").payload()).isEqualTo("\"new\"");
            release.countDown();
            assertThat(old.get(20, TimeUnit.SECONDS).payload()).isEqualTo("\"old\"");
        }
    }

    static final class Mixed {
        @DirectMethod
        void fine() {}

        @DesiredProperty("a")
        void property(int value) {}
    }

    @Test
    void anObjectIsAddedAsAWholeOrNotAtAll(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.builder(hub, device).build()) {
            agent.methods().add("uptime", request -> 2);
            assertThatThrownBy(() -> agent.methods().addHandlers(new Diagnostics("one")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'uptime' has a handler already");
            assertThat(agent.methods().names()).containsExactly("uptime");
            assertThatThrownBy(() -> agent.methods().addHandlers(new Mixed()))
                    .isInstanceOf(HandlerDefinitionException.class)
                    .hasMessageContaining("Mixed.property is not a direct method");
            assertThatThrownBy(() -> agent.methods().add("deckhand.x", request -> 1))
                    .hasMessageContaining("begins with 'deckhand.'");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void theMethodsAreListedForTheApplicationAndIfSwitchedOnForTheBackEnd(
            Transport transport, LocalHub hub, HubDevice device) throws Exception {
        try (DeviceAgent agent = Agents.builder(transport, hub, device, new Diagnostics("one"))
                .describeMethods(true)
                .build()) {
            agent.start(Agents.SOON);
            assertThat(agent.methods().list())
                    .contains(new MethodDescription(
                            "version", "Which version answers.", new MethodLimits(Duration.ofSeconds(5), 2, 3), false));
            agent.methods().add("added", request -> 1);
            JsonNode listed = new ObjectMapper()
                    .readTree(device.invoke("deckhand.methods", "null").payload())
                    .path("methods");
            assertThat(listed.findValuesAsText("name"))
                    .containsExactly("added", "deckhand.methods", "uptime", "version");
            assertThat(listed.get(3).toString())
                    .isEqualTo(
                            "{\"name\":\"version\",\"description\":\"Which version answers.\",\"timeoutSeconds\":5.0,"
                                    + "\"concurrency\":2,\"queue\":3,\"longRunning\":false}");
            assertThat(agent.methods().remove("deckhand.methods")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void nothingIsDescribedUnlessSwitchedOn(Transport transport, LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(transport, hub, device, new Diagnostics("one"))) {
            assertThat(device.invoke("deckhand.methods", "null").status()).isEqualTo(501);
        }
    }

    static final class Everything {
        @DirectMethod
        int square(int number) {
            return number * number;
        }

        @DesiredProperty("level")
        void level(int value) {}

        @CloudToDevice
        void message(String text) {}
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void interceptorsStandAroundEveryInvocationTheFirstOutermost(Transport transport, LocalHub hub, HubDevice device) {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        Interceptor outer = invocation -> {
            seen.add("outer " + invocation.kind() + " " + invocation.name() + " " + invocation.handler());
            Object result = invocation.proceed();
            seen.add("outer " + result);
            return result;
        };
        Interceptor inner = invocation -> {
            seen.add("inner");
            Object result = invocation.proceed();
            return result instanceof Integer number ? number + 1 : result;
        };
        try (DeviceAgent agent = Agents.builder(transport, hub, device, new Everything())
                .interceptors(outer, inner)
                .build()) {
            agent.start(Agents.SOON);
            assertThat(device.invoke("square", "5").payload()).isEqualTo("26");
            assertThat(seen).containsExactly("outer DIRECT_METHOD square Everything.square", "inner", "outer 26");
            seen.clear();
            device.patchDesired("{\"level\":7}");
            await().until(() -> seen.size() == 3);
            assertThat(seen).startsWith("outer DESIRED_PROPERTY level Everything.level");
            seen.clear();
            device.sendCloudToDevice(CloudToDeviceMessage.of("hello").messageId("m1"));
            await().until(() -> seen.size() == 3);
            assertThat(seen).startsWith("outer CLOUD_TO_DEVICE m1 Everything.message");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void anInterceptorMayRefuseAndMayNotProceedTwice(Transport transport, LocalHub hub, HubDevice device) {
        Interceptor locked = invocation -> {
            if (invocation.name().equals("square")) {
                throw MethodException.of(403, "locked", "The device is locked.");
            }
            invocation.proceed();
            return invocation.proceed();
        };
        try (DeviceAgent agent = Agents.builder(transport, hub, device, new Everything())
                .interceptors(locked)
                .build()) {
            agent.start(Agents.SOON);
            agent.methods().add("other", request -> 1);
            assertThat(device.invoke("square", "5"))
                    .isEqualTo(new MethodResult(403, "{\"code\":\"locked\",\"message\":\"The device is locked.\"}"));
            assertThat(device.invoke("other", "5").payload()).contains("handler-failed");
        }
    }

    /** Brought by a jar. */
    public static final class Provider implements HandlerProvider {
        @Override
        public Collection<?> handlers() {
            return List.of(new Diagnostics("from a jar"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aJarOnTheClassPathBringsItsHandlersIfAskedFor(
            Transport transport, LocalHub hub, HubDevice device, @TempDir Path jar) throws Exception {
        Path services = Files.createDirectories(jar.resolve("META-INF/services"));
        Files.writeString(
                services.resolve(HandlerProvider.class.getName()), Provider.class.getName() + "\nno.such.Provider\n");
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader classPath =
                new URLClassLoader(new URL[] {jar.toUri().toURL()}, getClass().getClassLoader())) {
            thread.setContextClassLoader(classPath);
            assertThatThrownBy(() -> Agents.builder(transport, hub, device)
                            .discoverHandlers(true)
                            .build())
                    .isInstanceOf(HandlerDefinitionException.class)
                    .hasMessageContaining("1 problem")
                    .hasMessageContaining("A handler provider cannot be loaded")
                    .hasMessageContaining("no.such.Provider");
            Files.writeString(services.resolve(HandlerProvider.class.getName()), Provider.class.getName());
            try (DeviceAgent agent = Agents.builder(transport, hub, device)
                    .discoverHandlers(true)
                    .build()) {
                agent.start(Agents.SOON);
                assertThat(device.invoke("version", "null").payload()).isEqualTo("\"from a jar\"");
            }
            try (DeviceAgent agent = Agents.builder(transport, hub, device).build()) {
                assertThat(agent.methods().names()).as("not asked for").isEmpty();
            }
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
