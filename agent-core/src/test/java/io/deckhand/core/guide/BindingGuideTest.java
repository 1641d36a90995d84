package io.deckhand.core.guide;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.deckhand.Deadline;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.HandlerKind;
import io.deckhand.Interceptor;
import io.deckhand.MethodException;
import io.deckhand.MethodLimits;
import io.deckhand.MethodRequest;
import io.deckhand.PayloadField;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.MethodResult;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

@LocalHubTest
class BindingGuideTest {
    // region binding
    record Shift(LocalTime from, Duration length, Optional<String> crew) {}

    static final class Planner {
        @DirectMethod
        int plan(List<Shift> shifts) { // [{"from": "06:00:00", "length": "PT8H"}, ...]
            return shifts.size();
        }

        @DirectMethod
        String setTelemetryInterval(
                @PayloadField("interval") Duration interval, @PayloadField("unit") Optional<String> unit) {
            return "every " + interval.toSeconds() + " s"; // {"interval": "PT5S"}
        }

        @DirectMethod
        Map<String, Object> about(Map<String, Object> any, MethodRequest request, DeviceAgent agent, Deadline left) {
            return Map.of("method", request.method(), "device", agent.deviceId(), "given", any);
        }
    }
    // endregion

    @Test
    void parametersAreBoundByTheirTypes(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(hub, device, new Planner())) {
            assertThat(device.invoke("plan", "[{\"from\":\"06:00:00\",\"length\":\"PT8H\"}]")
                            .payload())
                    .isEqualTo("1");
            assertThat(device.invoke("setTelemetryInterval", "{\"interval\":\"PT5S\"}")
                            .payload())
                    .isEqualTo("\"every 5 s\"");
            assertThat(device.invoke("about", "{\"a\":1}").payload())
                    .contains("\"given\":{\"a\":1}", "\"method\":\"about\"");
        }
    }

    // region validation
    record Blind(@NotEmpty String room, @Min(0) @Max(100) int percent) {}

    record Scene(@NotEmpty List<@Valid Blind> blinds) {}

    static final class Blinds {
        @DirectMethod
        int show(Scene scene) {
            return scene.blinds().size();
        }
    }
    // endregion

    @Test
    void constraintsAreChecked(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(hub, device, new Blinds())) {
            assertThat(device.invoke("show", "{\"blinds\":[{\"room\":\"\",\"percent\":101}]}"))
                    .isEqualTo(new MethodResult(
                            400,
                            "{\"code\":\"payload-invalid\",\"message\":\"2 values are not valid.\",\"details\":["
                                    + "{\"path\":\"payload.blinds[0].percent\",\"message\":\"must be less than or equal to 100\"},"
                                    + "{\"path\":\"payload.blinds[0].room\",\"message\":\"must not be empty\"}]}"));
        }
    }

    @Test
    void theMapperIsYours(LocalHub hub, HubDevice device) {
        AgentBuilder builder = Agents.builder(hub, device, new Planner());
        // region mapper
        ObjectMapper mapper = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .findAndAddModules() // java.time and Optional
                .build();
        builder.objectMapper(mapper);
        // endregion
        try (DeviceAgent agent = builder.build()) {
            agent.start(Agents.SOON);
            assertThat(device.invoke("plan", "[]").payload()).isEqualTo("0");
        }
    }

    private record Status(Instant since) {}

    private static final class Diagnostics {
        @DirectMethod
        Status status() {
            return new Status(Instant.EPOCH);
        }
    }

    @Test
    void handlersComeAndGo(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.builder(hub, device).build()) {
            agent.start(Agents.SOON);
            Diagnostics diagnostics = new Diagnostics();
            // region registry
            agent.methods().add("ping", request -> "pong");
            agent.methods().replace("ping", MethodLimits.DEFAULT.concurrency(8), request -> "PONG");
            agent.methods().addHandlers(diagnostics); // all of its @DirectMethod methods, or none
            agent.methods().list().forEach(method -> System.out.println(method.name() + ": " + method.description()));
            // endregion
            assertThat(device.invoke("ping", "null").payload()).isEqualTo("\"PONG\"");
            assertThat(device.invoke("status", "null").status()).isEqualTo(200);
            // region registry-remove
            agent.methods().remove("ping");
            agent.methods().removeHandlers(diagnostics);
            // endregion
            assertThat(agent.methods().names()).isEmpty();
        }
    }

    @Test
    void interceptorsStandAroundHandlers(LocalHub hub, HubDevice device) {
        AtomicBoolean locked = new AtomicBoolean();
        AtomicLong nanos = new AtomicLong();
        AgentBuilder builder = Agents.builder(hub, device, new Planner());
        // region interceptors
        Interceptor timing = invocation -> {
            long started = System.nanoTime();
            try {
                return invocation.proceed();
            } finally {
                nanos.addAndGet(System.nanoTime() - started);
            }
        };
        Interceptor authorization = invocation -> {
            if (invocation.kind() == HandlerKind.DIRECT_METHOD && locked.get()) {
                throw MethodException.of(403, "locked", "The device is locked.");
            }
            return invocation.proceed();
        };
        builder.interceptors(timing, authorization); // timing is outermost: it also sees what is refused
        // endregion
        try (DeviceAgent agent = builder.build()) {
            agent.start(Agents.SOON);
            assertThat(device.invoke("plan", "[]").status()).isEqualTo(200);
            locked.set(true);
            assertThat(device.invoke("plan", "[]").status()).isEqualTo(403);
            assertThat(nanos).hasPositiveValue();
        }
    }
}
