package io.deckhand;

/**
 * The state of the agent's connection to the hub.
 *
 * <pre>{@code
 * if (agent.state() == ConnectionState.CONNECTED) { ... }
 * }</pre>
 *
 * @since 0.1
 */
public enum ConnectionState {
    /** Not connected and not connecting: before {@link DeviceAgent#start()}, or waiting for the next attempt. */
    DISCONNECTED,
    /** An attempt is under way: connecting, authenticating, subscribing, reading the twin. */
    CONNECTING,
    /**
     * Connected: the connection answered a round trip, direct methods, desired properties and cloud-to-device messages
     * arrive, and waiting data is being sent. Once it has been sent, the agent has caught up: see
     * {@link DeviceAgent#awaitCaughtUp}.
     */
    CONNECTED,
    /** {@link DeviceAgent#close()} was called. Final. */
    CLOSED
}
