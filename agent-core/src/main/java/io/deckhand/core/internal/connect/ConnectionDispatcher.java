package io.deckhand.core.internal.connect;

import io.deckhand.ConnectionTransition;
import io.deckhand.DeviceAgent;
import io.deckhand.core.internal.handler.Handler;
import io.deckhand.core.internal.handler.Invocation;
import io.deckhand.core.internal.threads.AgentThreads;
import io.deckhand.core.internal.threads.Lane;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the application every change of the connection, in order. */
public final class ConnectionDispatcher {
    private static final Logger log = LoggerFactory.getLogger(ConnectionDispatcher.class);

    private final DeviceAgent agent;
    private final Lane lane;
    private final List<Handler> listeners;

    public ConnectionDispatcher(DeviceAgent agent, AgentThreads threads, List<Handler> listeners) {
        this.agent = agent;
        this.lane = threads.lane();
        this.listeners = List.copyOf(listeners);
    }

    public void accept(ConnectionTransition change) {
        if (!listeners.isEmpty()) {
            lane.execute(() -> listeners.forEach(listener -> tell(listener, change)));
        }
    }

    private void tell(Handler listener, ConnectionTransition change) {
        try {
            listener.invoke(new Invocation.OfConnection(agent, change));
        } catch (Exception e) {
            log.error("{}: {} failed on {}", agent.deviceId(), listener, change.current(), e);
        }
    }
}
