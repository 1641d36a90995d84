package io.deckhand.core.internal.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.deckhand.CloudToDevice;
import io.deckhand.ConnectionChange;
import io.deckhand.ConnectionState;
import io.deckhand.ConnectionTransition;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.FailureCause;
import io.deckhand.HandlerKind;
import io.deckhand.Interceptor;
import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Interceptors and connection listeners see what they are called for, so that an audit or a trace context is possible. */
@LocalHubTest
class InterceptorContextTest {
    record Reboot(int delay) {}

    static final class Handlers {
        @DirectMethod(timeoutSeconds = 20)
        int reboot(Reboot reboot) {
            return reboot.delay();
        }

        @DesiredProperty("interval")
        int interval(int seconds) {
            return seconds;
        }

        @CloudToDevice
        void notice(String text) {}
    }

    record Seen(
            HandlerKind kind,
            Optional<String> raw,
            Optional<?> typed,
            Map<String, String> properties,
            Optional<String> messageId,
            Optional<Duration> left) {}

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void anInterceptorSeesPayloadPropertiesIdAndTime(Transport transport, LocalHub hub, HubDevice device) {
        List<Seen> seen = new CopyOnWriteArrayList<>();
        Interceptor audit = call -> {
            Class<?> type = call.kind() == HandlerKind.DIRECT_METHOD ? Reboot.class : Integer.class;
            seen.add(new Seen(
                    call.kind(),
                    call.payload(),
                    call.kind() == HandlerKind.CLOUD_TO_DEVICE ? Optional.empty() : call.payload(type),
                    call.properties(),
                    call.messageId(),
                    call.deadline().map(deadline -> deadline.remaining())));
            return call.proceed();
        };
        try (DeviceAgent agent = Agents.builder(transport, hub, device, new Handlers())
                .interceptors(audit)
                .build()) {
            agent.start(Agents.SOON);
            assertThat(device.invoke("reboot", "{\"delay\":5}").payload()).isEqualTo("5");
            device.patchDesired("{\"interval\":7}");
            await().atMost(Agents.SOON).until(() -> device.reported().contains("\"interval\":7"));
            device.sendCloudToDevice(
                    CloudToDeviceMessage.of("hello").messageId("m-1").property("traceparent", "00-ab-cd-01"));
            await().atMost(Agents.SOON).until(() -> seen.size() == 3);
        }
        assertThat(seen.get(0).raw()).contains("{\"delay\":5}");
        assertThat(seen.get(0).typed()).isEqualTo(Optional.of(new Reboot(5)));
        assertThat(seen.get(0).left().orElseThrow()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(20));
        assertThat(seen.get(1).typed()).isEqualTo(Optional.of(7));
        assertThat(seen.get(1).left()).isEmpty();
        assertThat(seen.get(2).raw()).contains("hello");
        assertThat(seen.get(2).messageId()).contains("m-1");
        assertThat(seen.get(2).properties()).containsEntry("traceparent", "00-ab-cd-01");
    }

    @Test
    void aPayloadThatDoesNotBindIsSaidToTheInterceptorThatAsks(LocalHub hub, HubDevice device) {
        List<Throwable> refused = new CopyOnWriteArrayList<>();
        Interceptor audit = call -> {
            assertThatThrownBy(() -> call.payload(Reboot.class))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("At payload.delay there must be a whole number in range.")
                    .satisfies(refused::add);
            return call.proceed();
        };
        try (DeviceAgent agent =
                Agents.builder(hub, device, new Handlers()).interceptors(audit).build()) {
            agent.start(Agents.SOON);
            assertThat(device.invoke("reboot", "{\"delay\":\"soon\"}").status()).isEqualTo(400);
            assertThat(refused).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aConnectionListenerIsToldTheCause(Transport transport, LocalHub hub, HubDevice device) {
        List<ConnectionTransition> changes = new CopyOnWriteArrayList<>();
        Object listener = new Object() {
            @ConnectionChange
            void changed(ConnectionTransition change, ConnectionState state, DeviceAgent agent) {
                assertThat(agent.deviceId()).isNotEmpty();
                assertThat(change.current()).isEqualTo(state);
                changes.add(change);
            }
        };
        try (DeviceAgent agent = Agents.started(transport, hub, device, listener)) {
            hub.faults().cut(device);
            await().atMost(Agents.SOON).until(() -> changes.size() >= 5);
        }
        assertThat(List.copyOf(changes).subList(0, 3))
                .extracting(ConnectionTransition::previous, ConnectionTransition::current)
                .containsExactly(
                        tuple(ConnectionState.DISCONNECTED, ConnectionState.CONNECTING),
                        tuple(ConnectionState.CONNECTING, ConnectionState.CONNECTED),
                        tuple(ConnectionState.CONNECTED, ConnectionState.DISCONNECTED));
        assertThat(changes.get(1).cause()).isEmpty();
        assertThat(changes.get(2).cause()).contains(FailureCause.CONNECTION_LOST);
        assertThat(changes.get(2).evidence().orElseThrow()).startsWith("the connection was lost (");
    }
}
