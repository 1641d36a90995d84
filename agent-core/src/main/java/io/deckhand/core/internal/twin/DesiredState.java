package io.deckhand.core.internal.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.DeviceAgent;
import io.deckhand.PropertyException;
import io.deckhand.TwinSection;
import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.handler.Incidents;
import io.deckhand.core.internal.handler.Invocation;
import io.deckhand.core.internal.handler.PayloadException;
import io.deckhand.core.internal.handler.PayloadProblem;
import io.deckhand.core.internal.handler.PropertyPath;
import io.deckhand.core.internal.handler.Results;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.store.Store;
import io.deckhand.core.internal.threads.AgentThreads;
import io.deckhand.core.internal.threads.Lane;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers desired properties to the listeners. Every value is delivered once and in the order of versions. Changes
 * made while the device was offline are found by comparing the twin read on connecting with the values delivered last.
 *
 * <p>Everything except the entry points runs on one lane, so no lock is needed.
 */
public final class DesiredState {
    private static final Logger log = LoggerFactory.getLogger(DesiredState.class);

    private static final int BAD_REQUEST = 400;
    private static final int FAILED = 500;

    private final DeviceAgent agent; // passed to listeners
    private final String deviceId;
    private final Lane lane;
    private final Json json;
    private final Map<PropertyPath, List<Handlers.Property>> listeners;
    private final Set<String> components;
    private final Acknowledgements acknowledgements;

    private final ReportedState reported;
    private final Told told;
    private boolean twinRead;

    /** Called with the reported properties of the first twin that is read. */
    private final Consumer<JsonNode> firstReported;

    /** The values delivered so far; null before the first connection, unless an earlier agent stored them. */
    private volatile @Nullable DesiredSection delivered;

    /** The link on which the latest of these values arrived. */
    private @Nullable HubLink source;

    /** Patches that arrived before the twin was read, or whose version leaves a gap to the delivered one. */
    private final List<ObjectNode> early = new ArrayList<>();

    public DesiredState(
            DeviceAgent agent,
            AgentThreads threads,
            Json json,
            Handlers handlers,
            boolean model,
            ReportedState reported,
            Consumer<JsonNode> firstReported) {
        this(agent, threads, json, handlers, model, reported, firstReported, null);
    }

    /** Starts with the values that an earlier agent delivered, if there is a store. */
    public DesiredState(
            DeviceAgent agent,
            AgentThreads threads,
            Json json,
            Handlers handlers,
            boolean model,
            ReportedState reported,
            Consumer<JsonNode> firstReported,
            @Nullable Store store) {
        this.firstReported = firstReported;
        this.reported = reported;
        this.agent = agent;
        this.deviceId = agent.deviceId();
        this.lane = threads.lane();
        this.json = json;
        this.listeners = new LinkedHashMap<>();
        for (Handlers.Property found : handlers.properties()) {
            listeners.computeIfAbsent(found.path(), path -> new ArrayList<>(1)).add(found);
        }
        this.components = handlers.components();
        this.acknowledgements = new Acknowledgements(deviceId, reported, json, model);
        this.told = new Told(json, store);
        this.delivered = told.load().orElse(null);
    }

    /** {@return the desired properties that were delivered last or are being delivered, if known} */
    public Optional<TwinSection> section() {
        DesiredSection current = delivered;
        return current == null ? Optional.empty() : Optional.of(current.view(json));
    }

    /** Called on a thread of the SDK: only enqueues. */
    public void accept(HubEvent.TwinRead read) {
        long reportsBefore = reported.arrives();
        lane.execute(() -> {
            try {
                read(read.link(), json.readObject(read.document()), reportsBefore);
            } catch (IOException e) {
                log.error("{}: the hub sent a twin that is not a JSON object", deviceId, e);
            } finally {
                reported.processed();
            }
        });
    }

    /** Called on a thread of the SDK: only enqueues. */
    public void accept(HubEvent.DesiredPatch patch) {
        lane.execute(() -> {
            try {
                patched(patch.link(), json.readObject(patch.patch()));
            } catch (IOException e) {
                log.error("{}: the hub sent a desired-property patch that is not a JSON object", deviceId, e);
            }
        });
    }

    /** {@return done once everything that has arrived so far is delivered to the listeners} */
    public CompletableFuture<Void> caughtUp() {
        CompletableFuture<Void> told = new CompletableFuture<>();
        lane.execute(() -> told.complete(null));
        return told;
    }

    private void read(HubLink link, ObjectNode twin, long reportsBefore) {
        if (twin.get("reported") instanceof ObjectNode section) {
            if (!twinRead) {
                acknowledgements.read(section);
                firstReported.accept(section);
            }
            reported.read(section, reportsBefore);
        }
        twinRead = true;
        if (twin.get("desired") instanceof ObjectNode desired && !isLate(link, desired)) {
            source = link;
            deliver(DesiredSection.of(desired));
        }
        for (ObjectNode patch : List.copyOf(early)) {
            if (delivered != null && DesiredSection.versionOf(patch) == delivered.version() + 1) {
                deliver(delivered.with(patch));
            }
        }
        early.clear();
    }

    /**
     * Whether a twin is older than what was delivered on the same connection: a patch then arrived before the answer.
     * On one connection versions only increase; a hub that was reset has a new connection.
     */
    private boolean isLate(HubLink link, ObjectNode section) {
        return delivered != null && link == source && DesiredSection.versionOf(section) < delivered.version();
    }

    private void patched(HubLink link, ObjectNode patch) {
        long version = DesiredSection.versionOf(patch);
        if (delivered == null) {
            early.add(patch);
        } else if (version == delivered.version() + 1) {
            source = link;
            deliver(delivered.with(patch));
        } else if (version > delivered.version()) {
            log.info(
                    "{}: desired version {} follows {}; reading the twin for the versions between",
                    deviceId,
                    version,
                    delivered.version());
            early.add(patch);
            link.readTwin().whenComplete((read, failure) -> {
                if (failure != null) {
                    link.abandon(
                            failure); // the next link reads the twin when it opens; this link may deliver nothing for
                    // days
                }
            });
        }
        // The twin that was read already included this version.
    }

    private void deliver(DesiredSection current) {
        DesiredSection before = delivered;
        delivered = current;
        listeners.forEach((path, ofPath) -> {
            JsonNode value = path.in(current.properties());
            JsonNode known = before == null || !told.knows(path) ? null : path.in(before.properties());
            boolean isNew = known == null ? !value.isMissingNode() : !value.equals(known);
            if (isNew) {
                deliver(path, ofPath, value.isMissingNode() ? NullNode.getInstance() : value, current.version());
            }
        });
        told.keep(current, listeners.keySet());
    }

    private void deliver(PropertyPath path, List<Handlers.Property> ofPath, JsonNode value, long version) {
        JsonNode told = components.contains(path.toString()) ? withoutMarker(value) : value;
        Outcome.@Nullable Refused refusal = null;
        Outcome.@Nullable Applied applied = null;
        for (Handlers.Property listener : ofPath) {
            Outcome outcome = deliver(listener, told);
            if (outcome instanceof Outcome.Refused refused && refusal == null) {
                refusal = refused;
            } else if (outcome instanceof Outcome.Applied said && (applied == null || said.reports())) {
                applied = said; // at most one listener of a path reports
            }
        }
        log.debug("{}: desired property '{}' of version {} was delivered", deviceId, path, version);
        if (!ofPath.get(0).named()) {
            return; // a listener for the whole section has no path to report under
        }
        if (refusal != null) {
            acknowledgements.refused(path, value, version, refusal.status(), refusal.why());
        } else if (applied == null && value.isNull()) {
            acknowledgements.deleted(path);
        } else if (applied != null) {
            acknowledgements.applied(path, value, version, applied.reports(), applied.value());
        }
    }

    /** The outcome of delivering a value to a listener; with several listeners, a refusal takes precedence. */
    private sealed interface Outcome {
        record Applied(boolean reports, @Nullable Object value) implements Outcome {}

        record Refused(int status, String why) implements Outcome {}

        record NotTold() implements Outcome {}
    }

    private Outcome deliver(Handlers.Property listener, JsonNode value) {
        if (value.isNull() && !listener.nullable()) {
            log.info(
                    "{}: desired property '{}' was deleted; {} does not accept null and is not called",
                    deviceId,
                    listener.path(),
                    listener.handler());
            return new Outcome.NotTold();
        }
        try {
            Object applied = Results.await(listener.handler()
                    .invoke(new Invocation.OfProperty(agent, listener.path().toString(), value)));
            return new Outcome.Applied(listener.reports(), applied);
        } catch (PropertyException | PayloadException e) {
            log.warn(
                    "{}: {} refuses desired property '{}': {}",
                    deviceId,
                    listener.handler(),
                    listener.path(),
                    e.getMessage());
            return new Outcome.Refused(e instanceof PropertyException chosen ? chosen.status() : BAD_REQUEST, words(e));
        } catch (Exception e) {
            String id = Incidents.newId();
            log.error(
                    "{}: {} failed on desired property '{}' [{}]",
                    deviceId,
                    listener.handler(),
                    listener.path(),
                    id,
                    e);
            return new Outcome.Refused(FAILED, Incidents.told("The listener failed.", id));
        }
    }

    private static String words(Exception refusal) {
        if (refusal instanceof PayloadException payload && !payload.problems().isEmpty()) {
            return payload.problems().stream().map(PayloadProblem::message).collect(Collectors.joining(" "));
        }
        return String.valueOf(refusal.getMessage());
    }

    /** Removes the component marker, which is not a property. */
    private static JsonNode withoutMarker(JsonNode component) {
        return component instanceof ObjectNode object ? object.deepCopy().without("__t") : component;
    }
}
