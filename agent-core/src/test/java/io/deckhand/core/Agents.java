package io.deckhand.core;

import io.deckhand.DeviceAgent;
import io.deckhand.ReconnectPolicy;
import io.deckhand.Transport;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import java.time.Duration;

/** Agents as the tests want them: quick to try again, never waiting for long, on the {@link TestedLink}. */
public final class Agents {
    public static final Duration SOON = Duration.ofSeconds(40);

    private Agents() {}

    public static AgentBuilder builder(LocalHub hub, HubDevice device, Object... handlers) {
        return AgentBuilder.forConnectionString(device.connectionString())
                .sslContext(hub.sslContext())
                .handlers(handlers)
                .link(TestedLink.LINK)
                .operationTimeout(SOON)
                .reconnect(ReconnectPolicy.exponential(Duration.ofMillis(20), Duration.ofMillis(200)));
    }

    public static AgentBuilder builder(Transport transport, LocalHub hub, HubDevice device, Object... handlers) {
        return over(transport, builder(hub, device, handlers));
    }

    /** {@return the builder, over a transport} For agents that the builders above do not make. */
    public static AgentBuilder over(Transport transport, AgentBuilder builder) {
        return builder.link(TestedLink.has(transport) ? TestedLink.LINK : Link.SDK)
                .transport(transport);
    }

    public static DeviceAgent started(Transport transport, LocalHub hub, HubDevice device, Object... handlers) {
        DeviceAgent agent = builder(transport, hub, device, handlers).build();
        agent.start(SOON);
        return agent;
    }

    public static DeviceAgent started(LocalHub hub, HubDevice device, Object... handlers) {
        DeviceAgent agent = builder(hub, device, handlers).build();
        agent.start(SOON);
        return agent;
    }
}
