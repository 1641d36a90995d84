package io.deckhand;

/**
 * Where the agent's connection to the hub stands.
 *
 * <pre>{@code
 * if (agent.state() == ConnectionState.CONNECTED) { ... }
 * }</pre>
 *
 * @since 0.1
 */
public enum ConnectionState {
    /** Not connected and not trying: before {@link DeviceAgent#start()}, or waiting until the next attempt is due. */
    DISCONNECTED,
    /** An attempt is under way: dialling, proving the connection, subscribing, reading the twin. */
    CONNECTING,
    /**
     * Connected: the connection answered a round trip, direct methods, desired properties and cloud-to-device messages
     * arrive, and what was waiting is being sent. Once it has been, the agent has caught up: see {@link DeviceAgent#awaitCaughtUp}.
     */
    CONNECTED,
    /** {@link DeviceAgent#close()} was called. Final. */
    CLOSED
}
