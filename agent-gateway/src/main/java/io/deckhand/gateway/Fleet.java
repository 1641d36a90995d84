package io.deckhand.gateway;

import io.deckhand.AgentHealth;
import io.deckhand.core.internal.Agent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The devices of a gateway, and the counts of those that were removed. Safe for use by several threads. */
final class Fleet {
    /** By the ids that they were added with: a provisioned device may be assigned another. */
    private final Map<String, Agent> devices = new ConcurrentHashMap<>();

    private final Set<String> names = ConcurrentHashMap.newKeySet();

    /** Guarded by itself, together with removals from {@code devices}. */
    private final GatewayHealth.Counts removed = new GatewayHealth.Counts();

    private boolean closed;

    /** Takes the place of a device before its agent is made. */
    void reserve(String name) {
        if (!names.add(name)) {
            throw new IllegalArgumentException("The gateway has a device '" + name
                    + "' already. Remove it first, or give each device its own id.");
        }
    }

    /** Frees the place of a device; its counts stay. */
    void release(String name) {
        Agent agent = devices.get(name);
        if (agent != null) {
            AgentHealth last = agent.health();
            synchronized (removed) {
                devices.remove(name);
                removed.add(last);
            }
        }
        names.remove(name);
    }

    /** Adds a device whose place is reserved. {@return false if the gateway was closed meanwhile} */
    synchronized boolean admit(Agent agent) {
        if (!closed) {
            devices.put(agent.name(), agent);
        }
        return !closed;
    }

    Optional<Agent> find(String deviceId) {
        Agent agent = devices.get(deviceId);
        return agent != null && agent.deviceId().equals(deviceId)
                ? Optional.of(agent)
                : devices.values().stream()
                        .filter(each -> each.deviceId().equals(deviceId))
                        .findAny();
    }

    List<Agent> agents() {
        return List.copyOf(devices.values());
    }

    /** {@return the ids of all devices, in order} */
    Set<String> ids() {
        return devices.values().stream().map(Agent::deviceId).collect(Collectors.toCollection(TreeSet::new));
    }

    GatewayHealth health() {
        List<Agent> agents;
        GatewayHealth.Counts before;
        synchronized (removed) {
            agents = agents();
            before = removed.copy();
        }
        return GatewayHealth.of(agents, before);
    }

    /** Admits no more devices. {@return those that are to be closed} */
    synchronized List<Agent> close() {
        closed = true;
        return agents();
    }
}
