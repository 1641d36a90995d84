package io.deckhand.core.internal.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.AgentException;
import io.deckhand.DeviceAgent;
import io.deckhand.core.internal.dispatch.AgentThreads;
import io.deckhand.core.internal.dispatch.SerialLane;
import io.deckhand.core.internal.handler.HandlerOptions;
import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.handler.Invocation;
import io.deckhand.core.internal.handler.Results;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.link.HubLink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the listeners know of the desired properties, and what they are yet to be told. Every value is delivered once and in the
 * order of versions: changes made while the device was away are found by comparing the twin read on connecting with what
 * was delivered last.
 *
 * <p>Everything but the entry points runs on one lane, so there is nothing to lock.
 */
public final class DesiredState {
    private static final Logger log = LoggerFactory.getLogger(DesiredState.class);

    private final DeviceAgent agent;
    private final SerialLane lane;
    private final Json json;
    private final List<Handlers.Property> listeners;

    /** What the listeners have been told; null before the first connection. */
    private @Nullable DesiredSection delivered;

    /** Patches that overtook the first reading of the twin, or leave a gap to what was delivered. */
    private final List<ObjectNode> early = new ArrayList<>();

    public DesiredState(
            DeviceAgent agent,
            AgentThreads threads,
            Json json,
            List<Handlers.Property> listeners,
            HandlerOptions options) {
        this.agent = agent;
        this.lane = threads.lane();
        this.json = json;
        this.listeners = listeners.stream()
                .map(listener -> listener.with(options.interceptors().around(listener.handler())))
                .toList();
    }

    /** Called on a thread of the SDK: only enqueues. */
    public void accept(HubEvent.TwinRead read) {
        lane.execute(() -> {
            try {
                read(json.readObject(read.document()));
            } catch (IOException e) {
                log.error("{}: the hub sent a twin that is no JSON object", agent.deviceId(), e);
            }
        });
    }

    /** Called on a thread of the SDK: only enqueues. */
    public void accept(HubEvent.DesiredPatch patch) {
        lane.execute(() -> {
            try {
                patched(patch.link(), json.readObject(patch.patch()));
            } catch (IOException e) {
                log.error("{}: the hub sent a desired change that is no JSON object", agent.deviceId(), e);
            }
        });
    }

    /** {@return done once the listeners have been told what has arrived so far} */
    public CompletableFuture<Void> caughtUp() {
        CompletableFuture<Void> told = new CompletableFuture<>();
        lane.execute(() -> told.complete(null));
        return told;
    }

    private void read(ObjectNode twin) {
        if (twin.get("desired") instanceof ObjectNode desired) {
            deliver(DesiredSection.of(desired));
        }
        for (ObjectNode patch : List.copyOf(early)) {
            if (delivered != null && DesiredSection.versionOf(patch) == delivered.version() + 1) {
                deliver(delivered.with(patch));
            }
        }
        early.clear();
    }

    private void patched(HubLink link, ObjectNode patch) {
        long version = DesiredSection.versionOf(patch);
        if (delivered == null) {
            early.add(patch);
        } else if (version == delivered.version() + 1) {
            deliver(delivered.with(patch));
        } else if (version > delivered.version()) {
            log.info(
                    "{}: desired version {} follows {}; reading the twin for what is between",
                    agent.deviceId(),
                    version,
                    delivered.version());
            early.add(patch);
            link.readTwin();
        }
        // An older version was in the twin when it was read.
    }

    private void deliver(DesiredSection current) {
        DesiredSection before = delivered;
        delivered = current;
        for (Handlers.Property listener : listeners) {
            JsonNode value = listener.path().in(current.properties());
            JsonNode known = before == null ? null : listener.path().in(before.properties());
            boolean isNew = known == null ? !value.isMissingNode() : !value.equals(known);
            if (isNew) {
                deliver(listener, value.isMissingNode() ? NullNode.getInstance() : value);
            }
        }
    }

    private void deliver(Handlers.Property listener, JsonNode value) {
        if (value.isNull() && !listener.nullable()) {
            log.info(
                    "{}: desired property '{}' was deleted; {} takes no null and is not told",
                    agent.deviceId(),
                    listener.path(),
                    listener.handler());
            return;
        }
        try {
            Object applied = Results.await(listener.handler()
                    .invoke(new Invocation.OfProperty(agent, listener.path().toString(), value)));
            if (listener.reports()) {
                agent.reportAsync(listener.path().toString(), applied);
            }
        } catch (AgentException e) {
            log.warn("{}: what {} applied is not reported: {}", agent.deviceId(), listener.handler(), e.getMessage());
        } catch (Exception e) {
            log.error(
                    "{}: {} failed on desired property '{}'", agent.deviceId(), listener.handler(), listener.path(), e);
        }
    }
}
