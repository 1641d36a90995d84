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
 * What the listeners know of the desired properties, and what they are yet to be told. Every value is delivered once and in the
 * order of versions: changes made while the device was away are found by comparing the twin read on connecting with what
 * was delivered last.
 *
 * <p>Everything but the entry points runs on one lane, so there is nothing to lock.
 */
public final class DesiredState {
    private static final Logger log = LoggerFactory.getLogger(DesiredState.class);

    private static final int BAD_REQUEST = 400;
    private static final int FAILED = 500;

    private final DeviceAgent agent; // what listeners are given
    private final String deviceId;
    private final Lane lane;
    private final Json json;
    private final Map<PropertyPath, List<Handlers.Property>> listeners;
    private final Set<String> components;
    private final Acknowledgements acknowledgements;

    private final ReportedState reported;
    private final Told told;
    private boolean twinRead;

    /** Who wants to know what an earlier agent reported. */
    private final Consumer<JsonNode> firstReported;

    /** What the listeners have been told; null before the first connection, if no earlier agent left it. */
    private volatile @Nullable DesiredSection delivered;

    /** The link that the last of it came by. */
    private @Nullable HubLink source;

    /** Patches that overtook the first reading of the twin, or leave a gap to what was delivered. */
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

    /** With what an earlier agent's listeners were told, if there is a store. */
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
            listeners.computeIfAbsent(found.path(), path -> new ArrayList<>()).add(found);
        }
        this.components = handlers.components();
        this.acknowledgements = new Acknowledgements(deviceId, reported, json, model);
        this.told = new Told(json, store);
        this.delivered = told.load().orElse(null);
    }

    /** {@return the desired properties that listeners have been told last, or are being told, if any are known} */
    public Optional<TwinSection> section() {
        DesiredSection current = delivered;
        return current == null ? Optional.empty() : Optional.of(current.view(json));
    }

    /** Called on a thread of the SDK: only enqueues. */
    public void accept(HubEvent.TwinRead read) {
        long reportsBefore = reported.acceptedSoFar();
        lane.execute(() -> {
            try {
                read(read.link(), json.readObject(read.document()), reportsBefore);
            } catch (IOException e) {
                log.error("{}: the hub sent a twin that is no JSON object", deviceId, e);
            }
        });
    }

    /** Called on a thread of the SDK: only enqueues. */
    public void accept(HubEvent.DesiredPatch patch) {
        lane.execute(() -> {
            try {
                patched(patch.link(), json.readObject(patch.patch()));
            } catch (IOException e) {
                log.error("{}: the hub sent a desired change that is no JSON object", deviceId, e);
            }
        });
    }

    /** {@return done once the listeners have been told what has arrived so far} */
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

    /** Of one connection, versions only grow: a change has overtaken the answer. A hub that was set up anew has another connection. */
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
                    "{}: desired version {} follows {}; reading the twin for what is between",
                    deviceId,
                    version,
                    delivered.version());
            early.add(patch);
            link.readTwin().whenComplete((read, failure) -> {
                if (failure != null) {
                    link.abandon(
                            failure); // the next link reads it when it opens; this one may say nothing more for days
                }
            });
        }
        // An older version was in the twin when it was read.
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
                applied = said; // at most one of a path reports
            }
        }
        log.debug("{}: desired property '{}' of version {} was told", deviceId, path, version);
        if (!ofPath.get(0).named()) {
            return; // all of the section has no name to be reported under
        }
        if (refusal != null) {
            acknowledgements.refused(path, value, version, refusal.status(), refusal.why());
        } else if (applied == null && value.isNull()) {
            acknowledgements.deleted(path);
        } else if (applied != null) {
            acknowledgements.applied(path, value, version, applied.reports(), applied.value());
        }
    }

    /** What a listener made of a value; of several, a refusal counts first. */
    private sealed interface Outcome {
        record Applied(boolean reports, @Nullable Object value) implements Outcome {}

        record Refused(int status, String why) implements Outcome {}

        record NotTold() implements Outcome {}
    }

    private Outcome deliver(Handlers.Property listener, JsonNode value) {
        if (value.isNull() && !listener.nullable()) {
            log.info(
                    "{}: desired property '{}' was deleted; {} takes no null and is not told",
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

    /** The marker of a component is none of its properties. */
    private static JsonNode withoutMarker(JsonNode component) {
        return component instanceof ObjectNode object ? object.deepCopy().without("__t") : component;
    }
}
