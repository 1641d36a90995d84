package io.deckhand.testkit.internal.dps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The outcomes of the last registrations, by operation id. In memory: after a restart a device must register again. */
final class Outcomes {
    private static final int MOST = 1_000;

    private final HubRandom random;
    private final Map<String, Outcome> outcomes = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Outcome> eldest) {
            return size() > MOST;
        }
    };

    Outcomes(HubRandom random) {
        this.random = random;
    }

    /**
     * The outcome of an operation.
     *
     * @param state completes with the state of the registration, never exceptionally
     */
    record Outcome(String registrationId, CompletableFuture<ObjectNode> state) {}

    /** {@return the id of the operation} */
    synchronized String keep(String registrationId, CompletableFuture<ObjectNode> state) {
        String operationId = "4." + random.id();
        outcomes.put(operationId, new Outcome(registrationId, state));
        return operationId;
    }

    synchronized @Nullable Outcome find(String operationId) {
        return outcomes.get(operationId);
    }
}
