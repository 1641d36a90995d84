package io.deckhand.core.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deckhand.CloudMessage;
import io.deckhand.CloudToDevice;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.FailureCause;
import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.MethodResult;
import io.deckhand.testkit.TelemetryMessage;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything an agent does, over each transport, before and after a loss of the connection. */
@LocalHubTest
class TransportTest {
    static final class Handlers {
        final List<Integer> intervals = new CopyOnWriteArrayList<>();
        final List<String> messages = new CopyOnWriteArrayList<>();

        @DirectMethod
        int twice(int number) {
            return 2 * number;
        }

        @DesiredProperty("interval")
        void interval(int value) {
            intervals.add(value);
        }

        @CloudToDevice
        void message(CloudMessage message) {
            messages.add(message.text());
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void everythingWorksAndComesBack(Transport transport, LocalHub hub, HubDevice device) {
        assumeTrue(
                !transport.isWebSocket() || hub.httpsOnStandardPort(),
                "the device SDK speaks WebSocket on port 443 only, which this user may not bind");
        Handlers handlers = new Handlers();
        try (DeviceAgent agent =
                Agents.builder(transport, hub, device, handlers).build()) {
            agent.start(Agents.SOON);
            for (int round = 1; round <= 2; round++) {
                useEverything(agent, device, handlers, round);
                if (round == 1) {
                    hub.faults().cut(device);
                    await().until(() -> agent.health().lastCause().isPresent());
                    device.patchDesired("{\"interval\":15}"); // maybe while the device is away
                    agent.awaitCaughtUp(Agents.SOON);
                }
            }
            assertThat(handlers.intervals).containsSubsequence(10, 15, 20).doesNotHaveDuplicates();
        }
    }

    private static void useEverything(DeviceAgent agent, HubDevice device, Handlers handlers, int round) {
        assertThat(device.invoke("twice", "" + round)).isEqualTo(new MethodResult(200, "" + 2 * round));
        agent.send("round " + round);
        assertThat(device.telemetry()).extracting(TelemetryMessage::text).contains("round " + round);
        agent.report("round", round);
        assertThat(device.reported()).contains("\"round\":" + round);
        device.patchDesired("{\"interval\":" + round * 10 + "}");
        await().until(() -> handlers.intervals.contains(round * 10));
        device.sendCloudToDevice(CloudToDeviceMessage.of("message " + round));
        await().until(() -> handlers.messages.contains("message " + round));
        await().until(() -> device.pendingCloudToDevice() == 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"MQTT_WS", "AMQPS_WS"})
    void everythingGoesThroughAProxyThatAsksForCredentials(Transport transport, LocalHub hub, HubDevice device)
            throws IOException {
        assumeTrue(hub.httpsOnStandardPort(), "the device SDK speaks WebSocket on port 443 only");
        Handlers handlers = new Handlers();
        try (ConnectProxy proxy = ConnectProxy.asking("device", "let me out");
                DeviceAgent agent = Agents.builder(transport, hub, device, handlers)
                        .proxy(proxy.host(), proxy.port(), "device", "let me out".toCharArray())
                        .build()) {
            agent.start(Agents.SOON);
            useEverything(agent, device, handlers, 1);
            hub.faults().cut(device);
            await().until(() -> agent.health().lastCause().isPresent());
            agent.awaitCaughtUp(Agents.SOON);
            assertThat(proxy.tunnels()).hasSizeGreaterThanOrEqualTo(2).containsOnly(hub.hostName() + ":443");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"MQTT_WS", "AMQPS_WS"})
    void aProxyThatRefusesIsTriedAgain(Transport transport, LocalHub hub, HubDevice device) throws IOException {
        assumeTrue(hub.httpsOnStandardPort(), "the device SDK speaks WebSocket on port 443 only");
        try (ConnectProxy proxy = ConnectProxy.asking("device", "let me out");
                DeviceAgent agent = Agents.builder(transport, hub, device)
                        .proxy(proxy.host(), proxy.port(), "device", "a guess".toCharArray())
                        .build()) {
            agent.startAsync();
            await().atMost(Agents.SOON)
                    .until(() -> agent.health()
                            .lastCause()
                            .filter(FailureCause.PROXY_REFUSED::equals)
                            .isPresent());
            assertThat(agent.health().lastFailure().orElse("")).doesNotContain("a guess");
            assertThat(proxy.tunnels()).isEmpty();
        }
    }

    @Test
    void aProxysPortIsOneThatExists(LocalHub hub, HubDevice device) {
        assertThatThrownBy(() -> Agents.builder(hub, device).proxy("127.0.0.1", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The proxy's port is 0. It must be 1 to 65,535.");
    }

    @Test
    void aProxyNeedsAWebSocket(LocalHub hub, HubDevice device) {
        assertThatThrownBy(() ->
                        Agents.builder(hub, device).proxy("127.0.0.1", 3128).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("A proxy needs WebSockets, but the transports are [MQTT]");
    }
}
