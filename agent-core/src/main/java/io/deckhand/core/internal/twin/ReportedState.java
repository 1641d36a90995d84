package io.deckhand.core.internal.twin;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.AgentException;
import io.deckhand.core.internal.handler.PropertyPath;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.link.ReportRefused;
import io.deckhand.core.internal.threads.AgentThreads;
import io.deckhand.core.internal.threads.Lane;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reported properties that the hub does not have yet. One patch is under way at a time, and what is reported meanwhile goes
 * into the next: so the twin ends with the last value of each path, whatever was lost and sent again in between.
 */
public final class ReportedState {
    private static final Logger log = LoggerFactory.getLogger(ReportedState.class);

    private static final long BACK_OFF_SECONDS = 2;

    private final String deviceId;
    private final Json json;
    private final AgentThreads threads;
    private final Lane callbacks;
    private final Set<String> components;

    private final Object lock = new Object();
    private final ReportedBatch pending = new ReportedBatch();
    private final AcceptedReports accepted = new AcceptedReports();
    private @Nullable ReportedBatch underWay;
    private @Nullable String hub;
    private @Nullable HubLink link;
    private boolean backingOff;
    private boolean sealed;

    public ReportedState(String deviceId, Json json, AgentThreads threads, Lane callbacks, Set<String> components) {
        this.deviceId = deviceId;
        this.json = json;
        this.threads = threads;
        this.callbacks = callbacks;
        this.components = components;
    }

    /** Accepts a value; throws {@link IllegalArgumentException} if the hub would not, or it does not turn into JSON. */
    public CompletionStage<Void> report(String path, @Nullable Object value) {
        return report(PropertyPath.parse(path), json.tree(value));
    }

    private CompletionStage<Void> report(PropertyPath path, JsonNode value) {
        if (path.names().isEmpty()) {
            throw new IllegalArgumentException("A reported property needs a name, as in report(\"firmware\", ...).");
        }
        TwinLimits.problem(path, value).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        CompletableFuture<Void> accepted = new CompletableFuture<>();
        synchronized (lock) {
            if (sealed) {
                throw new AgentException("The agent of '" + deviceId + "' is closed: '" + path + "' was not reported.");
            }
            pending.put(path, value, accepted);
        }
        sendNext();
        return accepted;
    }

    /** {@return done once the hub has, or refused, what has been reported so far} */
    public CompletableFuture<Void> caughtUp() {
        synchronized (lock) {
            return CompletableFuture.allOf(pending.interested().toArray(CompletableFuture[]::new));
        }
    }

    /** {@return done once the hub has, or refused, what has been reported so far, by whichever connection} */
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

    /** From now on takes no more; what was accepted still goes out. */
    public void seal() {
        synchronized (lock) {
            sealed = true;
        }
    }

    /** {@return how many properties the hub has not accepted} */
    public int size() {
        synchronized (lock) {
            return pending.size() + (underWay == null ? 0 : underWay.size());
        }
    }

    /** From now on patches go out by this link. Another hub than before is told all that was reported. */
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

    /** What was under way may or may not have arrived: it is sent again, by the next link. */
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

    /** What is reported of a component carries the marker of one. */
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
                return; // the connection was lost meanwhile, and the batch taken back
            }
            if (failure != null && (refused == null || refused.isPassing())) {
                takeBack();
                backOff();
                return;
            }
            underWay = null;
            if (refused == null) {
                batch.forEach(accepted::put);
            }
        }
        log.debug("{}: {} reported properties {}", deviceId, batch.size(), refused == null ? "accepted" : "refused");
        if (refused == null) {
            batch.accepted();
        } else {
            log.error("{}: the hub refused {} reported properties: {}", deviceId, batch.size(), refused.getMessage());
            batch.failed(new AgentException(
                    "The hub refused the reported property: status " + refused.status() + ". 400 and 413 mean that it "
                            + "breaks a limit together with what is reported already.",
                    refused));
        }
        sendNext();
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
            // Nothing is sent any more.
        }
    }

    private void resume() {
        synchronized (lock) {
            backingOff = false;
        }
        sendNext();
    }

    /** Gives up what the hub does not have. */
    public void close() {
        ReportedBatch lost;
        synchronized (lock) {
            sealed = true;
            link = null;
            takeBack();
            lost = pending;
        }
        if (!lost.isEmpty()) {
            log.warn("{}: closed with {} reported properties that the hub does not have", deviceId, lost.size());
            lost.failed(
                    new AgentException("The agent of '" + deviceId + "' was closed before the hub had the property."));
        }
    }
}
