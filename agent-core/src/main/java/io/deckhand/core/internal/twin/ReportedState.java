package io.deckhand.core.internal.twin;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.AgentException;
import io.deckhand.Receipt;
import io.deckhand.TwinSection;
import io.deckhand.core.internal.handler.PropertyPath;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.link.ReportRefused;
import io.deckhand.core.internal.store.Kind;
import io.deckhand.core.internal.store.Store;
import io.deckhand.core.internal.threads.AgentThreads;
import io.deckhand.core.internal.threads.Lane;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reported properties that the hub has not accepted yet. One patch is under way at a time, and values reported
 * meanwhile go into the next one. So the twin ends up with the latest value of each path, even if patches are lost and
 * sent again.
 */
public final class ReportedState {
    private static final Logger log = LoggerFactory.getLogger(ReportedState.class);

    private static final long BACK_OFF_SECONDS = 2;

    private final String deviceId;
    private final Json json;
    private final AgentThreads threads;
    private final Lane callbacks;
    private final Set<String> components;
    private final @Nullable Store store;
    private final ReportedTwin twin;

    private final Object lock = new Object();
    private final ReportedBatch pending = new ReportedBatch();
    private final AcceptedReports accepted = new AcceptedReports();
    private @Nullable ReportedBatch underWay;
    private @Nullable String hub;
    private @Nullable HubLink link;
    private boolean backingOff;
    private boolean sealed;

    /** In memory only. */
    public ReportedState(String deviceId, Json json, AgentThreads threads, Lane callbacks, Set<String> components) {
        this(deviceId, json, threads, callbacks, components, null);
    }

    /** With the reports in a store, if there is one. */
    public ReportedState(
            String deviceId,
            Json json,
            AgentThreads threads,
            Lane callbacks,
            Set<String> components,
            @Nullable Store store) {
        this.deviceId = deviceId;
        this.json = json;
        this.threads = threads;
        this.callbacks = callbacks;
        this.components = components;
        this.store = store;
        this.twin = new ReportedTwin(json, store);
        if (store != null) {
            store.all(Kind.REPORTED).forEach(this::load);
        }
    }

    /** Loads a report that an earlier agent stored. */
    private void load(String path, byte[] value) {
        try {
            JsonNode read = json.read(new String(value, StandardCharsets.UTF_8));
            pending.put(PropertyPath.parse(path), read, new ReportReceipt(store));
        } catch (IOException | IllegalArgumentException e) {
            log.warn("{}: skipping a report in the store that is not valid JSON: '{}'", deviceId, path);
        }
    }

    /** {@return the reported properties that the hub has, if known} */
    public Optional<TwinSection> twin() {
        return twin.section();
    }

    /** A twin has arrived; {@link #processed} must follow. {@return the count to pass to {@link #read}} */
    long arrives() {
        return twin.arrives();
    }

    void processed() {
        twin.processed();
    }

    void read(ObjectNode reported, long after) {
        twin.read(reported, after);
    }

    /**
     * Accepts a value; throws {@link IllegalArgumentException} if the hub would refuse it, or if it cannot be
     * serialized as JSON.
     */
    public Receipt report(String path, @Nullable Object value) {
        return report(PropertyPath.parse(path), tree(path, value));
    }

    private JsonNode tree(String path, @Nullable Object value) {
        try {
            return json.tree(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + path + "' cannot be reported: " + e.getMessage(), e);
        }
    }

    private Receipt report(PropertyPath path, JsonNode value) {
        if (path.names().isEmpty()) {
            throw new IllegalArgumentException("A reported property needs a name, as in report(\"firmware\", ...).");
        }
        TwinLimits.problem(path, value).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        ReportReceipt accepted = new ReportReceipt(store);
        synchronized (lock) {
            if (sealed) {
                throw new AgentException("The agent of '" + deviceId + "' is closed: '" + path + "' was not reported.");
            }
            pending.put(path, value, accepted);
            if (store != null) {
                store.put(Kind.REPORTED, path.toString(), value.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        sendNext();
        return accepted;
    }

    /** {@return done once the hub has accepted or refused everything reported so far} */
    public CompletableFuture<Void> caughtUp() {
        synchronized (lock) {
            return CompletableFuture.allOf(pending.interested().toArray(CompletableFuture[]::new));
        }
    }

    /**
     * {@return done once the hub has accepted or refused everything reported so far, over any number of connections}
     */
    public CompletableFuture<Void> flushed() {
        synchronized (lock) {
            List<CompletableFuture<Void>> waiting = new ArrayList<>(pending.interested());
            if (underWay != null) {
                waiting.addAll(underWay.interested());
            }
            return CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new))
                    .handle((accepted, refused) -> null);
        }
    }

    /** Accepts no more reports from now on; accepted ones are still sent. */
    public void seal() {
        synchronized (lock) {
            sealed = true;
        }
    }

    /** {@return whether no more reports are accepted} */
    public boolean isSealed() {
        synchronized (lock) {
            return sealed;
        }
    }

    /** {@return how many properties the hub has not accepted} */
    public int size() {
        synchronized (lock) {
            return pending.size() + (underWay == null ? 0 : underWay.size());
        }
    }

    /** Sends patches on this link from now on. If the hub is a different one, all reported values are sent again. */
    public void connected(HubLink opened, String hostName) {
        synchronized (lock) {
            link = opened;
            if (hub != null && !hub.equals(hostName)) {
                accepted.addTo(pending);
            }
            hub = hostName;
        }
        sendNext();
    }

    /** The patch under way may or may not have arrived: it is sent again on the next link. */
    public void disconnected() {
        synchronized (lock) {
            link = null;
            takeBack();
        }
    }

    private void takeBack() {
        if (underWay != null) {
            pending.putBack(underWay);
            underWay = null;
        }
    }

    private void sendNext() {
        ReportedBatch batch;
        HubLink by;
        ObjectNode patch = json.object();
        synchronized (lock) {
            by = link;
            if (by == null || underWay != null || backingOff || pending.isEmpty()) {
                return;
            }
            batch = pending.takePatch(patch);
            underWay = batch;
        }
        mark(patch);
        CompletableFuture<Void> answered =
                by.report(patch.toString().getBytes(StandardCharsets.UTF_8)).toCompletableFuture();
        answered.whenComplete((nothing, failure) -> callbacks.execute(() -> answered(batch, failure)));
    }

    /** Adds the component marker to reports of a component. */
    private void mark(ObjectNode patch) {
        for (String component : components) {
            if (patch.get(component) instanceof ObjectNode reported) {
                reported.put("__t", "c");
            }
        }
    }

    private void answered(ReportedBatch batch, @Nullable Throwable failure) {
        ReportRefused refused = refusalIn(failure);
        synchronized (lock) {
            if (underWay != batch) {
                return; // the connection was lost meanwhile, and the batch was put back
            }
            if (failure != null && (refused == null || refused.isPassing())) {
                takeBack();
                backOff();
                return;
            }
            underWay = null;
            if (refused == null) {
                batch.forEach(accepted::put);
                twin.accepted(batch);
            }
            forget(batch);
        }
        log.debug("{}: {} reported properties {}", deviceId, batch.size(), refused == null ? "accepted" : "refused");
        if (refused == null) {
            batch.accepted();
        } else {
            log.error("{}: the hub refused {} reported properties: {}", deviceId, batch.size(), refused.getMessage());
            batch.failed(new AgentException(
                    "The hub refused the reported property: status " + refused.status() + ". 400 and 413 mean that it "
                            + "exceeds a limit together with the properties already reported.",
                    refused));
        }
        sendNext();
    }

    /** The hub has answered: a value is not sent again, unless a newer one waits already. */
    private void forget(ReportedBatch answered) {
        if (store == null) {
            return;
        }
        answered.forEach((path, value) -> {
            if (!pending.contains(path)) {
                store.remove(Kind.REPORTED, path.toString());
            }
        });
    }

    private static @Nullable ReportRefused refusalIn(@Nullable Throwable failure) {
        if (failure instanceof ReportRefused refused) {
            return refused;
        }
        return failure != null && failure.getCause() instanceof ReportRefused refused ? refused : null;
    }

    private void backOff() {
        backingOff = true;
        try {
            threads.schedule(this::resume, BACK_OFF_SECONDS, SECONDS);
        } catch (RejectedExecutionException closing) {
            // The agent is closed: nothing is sent any more.
        }
    }

    private void resume() {
        synchronized (lock) {
            backingOff = false;
        }
        sendNext();
    }

    /** Gives up all properties that the hub has not accepted. */
    public void close() {
        ReportedBatch lost;
        synchronized (lock) {
            sealed = true;
            link = null;
            takeBack();
            lost = pending;
        }
        if (!lost.isEmpty() && store == null) {
            log.warn("{}: closed with {} reported properties that the hub has not accepted", deviceId, lost.size());
        }
        lost.failed(
                new AgentException("The agent of '" + deviceId + "' was closed before the hub accepted the property."
                        + (store == null ? "" : " It is kept, and will be sent after the next start.")));
    }
}
