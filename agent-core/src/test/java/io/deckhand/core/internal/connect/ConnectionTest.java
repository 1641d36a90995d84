package io.deckhand.core.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.deckhand.AgentException;
import io.deckhand.ConnectionChange;
import io.deckhand.ConnectionState;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.Transport;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The agent connects, comes back, says why it cannot, and lets go. */
@LocalHubTest
@ResourceLock("the hub of ConnectionTest") // some of these tests stop the hub they share
class ConnectionTest {
    static final class Listener {
        final List<ConnectionState> states = new CopyOnWriteArrayList<>();

        @ConnectionChange
        void changed(ConnectionState state) {
            states.add(state);
        }

        @DirectMethod
        String ping() {
            return "pong";
        }
    }

    @Test
    void theApplicationSeesEveryState(LocalHub hub, HubDevice device) {
        Listener listener = new Listener();
        DeviceAgent agent = Agents.builder(hub, device, listener).build();
        assertThat(agent.state()).isEqualTo(ConnectionState.DISCONNECTED);
        agent.start(Agents.SOON);
        assertThat(agent.state()).isEqualTo(ConnectionState.CONNECTED);
        agent.close();
        assertThat(agent.state()).isEqualTo(ConnectionState.CLOSED);
        await().untilAsserted(() -> assertThat(listener.states)
                .containsExactly(
                        ConnectionState.CONNECTING,
                        ConnectionState.CONNECTED,
                        ConnectionState.DISCONNECTED,
                        ConnectionState.CLOSED));
    }

    @Test
    void aLostConnectionComesBackWithItsMethods(LocalHub hub, HubDevice device) {
        Listener listener = new Listener();
        try (DeviceAgent agent = Agents.started(hub, device, listener)) {
            hub.faults().cut(device);
            await().until(() -> hub.faults().connects(device) == 2 && agent.state() == ConnectionState.CONNECTED);
            assertThat(device.invoke("ping", "null").payload()).isEqualTo("\"pong\"");
        }
    }

    @Test
    void aHubThatForgotTheSessionStillReachesTheMethods(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(hub, device, new Listener())) {
            hub.faults().forgetSessions();
            hub.faults().cut(device);
            await().until(() -> hub.faults().connects(device) == 2 && agent.state() == ConnectionState.CONNECTED);
            assertThat(device.invoke("ping", "null").payload()).isEqualTo("\"pong\"");
        }
    }

    @Test
    void aHubThatRestartsOverItsDataDirectoryIsFoundAgain(@TempDir Path data) {
        try (LocalHub hub = LocalHub.builder().dataDirectory(data).start()) {
            HubDevice device = hub.createDevice("restarts");
            try (DeviceAgent agent = Agents.started(hub, device, new Listener())) {
                agent.report("firmware", "1.0");
                hub.restart();
                await().until(() -> hub.device("restarts").isConnected() && agent.state() == ConnectionState.CONNECTED);
                assertThat(hub.device("restarts").invoke("ping", "null").payload())
                        .isEqualTo("\"pong\"");
                assertThat(hub.device("restarts").reported()).contains("\"firmware\":\"1.0\"");
            }
        }
    }

    @Test
    void aWrongKeyIsNamed(LocalHub hub, HubDevice device) {
        String wrong = device.connectionString().replaceFirst("SharedAccessKey=.{4}", "SharedAccessKey=AAAA");
        assertNamed(
                AgentBuilder.forConnectionString(wrong).sslContext(hub.sslContext()),
                "the hub refused the credentials");
    }

    @Test
    void anUnknownDeviceIsNamed(LocalHub hub, HubDevice device) {
        String unknown = device.connectionString().replace("DeviceId=" + device.deviceId(), "DeviceId=nobody");
        assertNamed(
                AgentBuilder.forConnectionString(unknown).sslContext(hub.sslContext()),
                "the hub refused the credentials");
    }

    @Test
    void aDisabledDeviceIsNamedAndComesBackOnceEnabled(LocalHub hub, HubDevice device) {
        device.disable();
        try (DeviceAgent agent = Agents.builder(hub, device, new Listener()).build()) {
            CompletableFuture<Void> connected = agent.startAsync().toCompletableFuture();
            await().until(() -> hub.faults().connects(device) >= 2);
            assertThat(connected).isNotDone();
            device.enable();
            assertThat(connected).succeedsWithin(Agents.SOON);
        }
    }

    @Test
    void anUntrustedCertificateIsNamed(LocalHub hub, HubDevice device) throws Exception {
        assertNamed(
                AgentBuilder.forConnectionString(device.connectionString()).sslContext(SSLContext.getDefault()),
                "the hub's certificate is not trusted");
    }

    @Test
    void aPortThatNobodyListensOnIsNamed(LocalHub hub, HubDevice device) {
        hub.stop();
        try {
            assertNamed(
                    AgentBuilder.forConnectionString(device.connectionString()).sslContext(hub.sslContext()),
                    "the connection was refused");
        } finally {
            hub.startAgain();
        }
    }

    private static void assertNamed(AgentBuilder builder, String words) {
        try (DeviceAgent agent = Agents.over(Transport.MQTT, builder)
                .reconnect((attempt, cause) -> Duration.ofMillis(50))
                .build()) {
            agent.startAsync();
            await().until(() -> agent.health().lastFailure().isPresent());
            assertThatThrownBy(() -> agent.start(Duration.ofMillis(1)))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining(words)
                    .hasMessageContaining("The agent keeps trying")
                    .hasMessageNotContaining("SharedAccessKey");
        }
    }

    @Test
    void ofTwoClientsWithOneIdTheSecondReplacesTheFirst(LocalHub hub, HubDevice device) {
        try (DeviceAgent first = Agents.builder(hub, device, new Listener())
                .reconnect((attempt, cause) -> Duration.ofMinutes(5))
                .build()) {
            first.start(Agents.SOON);
            try (DeviceAgent second = Agents.started(hub, device, new Listener())) {
                await().until(() -> first.state() == ConnectionState.DISCONNECTED);
                assertThat(second.state()).isEqualTo(ConnectionState.CONNECTED);
                assertThat(device.invoke("ping", "null").payload()).isEqualTo("\"pong\"");
            }
        }
    }

    @Test
    void closingIsQuickWhileTheHubIsSilent(LocalHub hub, HubDevice device) throws Exception {
        DeviceAgent agent = Agents.started(hub, device, new Listener());
        hub.faults().silence(device);
        CompletableFuture<Void> unanswered =
                agent.sendAsync("nobody hears this", java.util.Map.of()).toCompletableFuture();
        CompletableFuture<Void> closed = CompletableFuture.runAsync(agent::close);
        closed.get(5, TimeUnit.SECONDS);
        assertThat(unanswered).isCompletedExceptionally();
    }

    @Test
    void closingIsQuickWhileNothingCanBeReached(LocalHub hub, HubDevice device) throws Exception {
        hub.stop();
        DeviceAgent agent = Agents.builder(hub, device)
                .reconnect((attempt, cause) -> Duration.ofMinutes(5))
                .build();
        CompletableFuture<Void> connected = agent.startAsync().toCompletableFuture();
        CompletableFuture.runAsync(agent::close).get(5, TimeUnit.SECONDS);
        assertThat(connected).isCompletedExceptionally();
        hub.startAgain();
    }

    @Test
    void aHandlerMayCloseItsAgent(LocalHub hub, HubDevice device) throws Exception {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Object handler = new Object() {
            @DirectMethod
            String stop(DeviceAgent agent) {
                agent.close();
                closed.complete(null);
                return "closed";
            }
        };
        DeviceAgent agent = Agents.started(hub, device, handler);
        CompletableFuture<?> call = device.invokeAsync("stop", "null", Duration.ofSeconds(5), Duration.ZERO);
        closed.get(5, TimeUnit.SECONDS);
        assertThat(agent.state()).isEqualTo(ConnectionState.CLOSED);
        await().until(call::isDone);
    }

    @Test
    void aClosedAgentSaysSoAndClosesAgainWithoutEffect(LocalHub hub, HubDevice device) {
        DeviceAgent agent = Agents.started(hub, device, new Listener());
        agent.close();
        assertThatCode(agent::close).doesNotThrowAnyException();
        assertThatThrownBy(agent::start).isInstanceOf(AgentException.class).hasMessageContaining("is closed");
        assertThatThrownBy(() -> agent.send("x"))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("is closed");
        assertThatThrownBy(() -> agent.report("x", 1))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("is closed");
    }

    @Test
    void anAgentThatNeverStartedCloses(LocalHub hub, HubDevice device) {
        DeviceAgent agent = Agents.builder(hub, device).build();
        agent.close();
        assertThat(agent.state()).isEqualTo(ConnectionState.CLOSED);
    }

    @Test
    void expiredTokensAreRenewedByReconnecting(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(hub, device, new Listener())) {
            hub.faults().expireTokens();
            await().until(() -> hub.faults().connects(device) == 2 && agent.state() == ConnectionState.CONNECTED);
            assertThat(device.invoke("ping", "null").status()).isEqualTo(200);
        }
    }
}
