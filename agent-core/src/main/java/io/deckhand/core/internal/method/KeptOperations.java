package io.deckhand.core.internal.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.store.Kind;
import io.deckhand.core.internal.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores operations by their ids, and the keys of calls for a day. Does nothing without a store. */
final class KeptOperations {
    private static final Logger log = LoggerFactory.getLogger(KeptOperations.class);

    /** How long a call with the same key does not start another operation. */
    private static final Duration KEYS_HOLD = Duration.ofDays(1);

    private static final int MOST_KEYS = 1_000;
    private static final String OPERATION = "operation ";
    private static final String KEY = "key ";

    /** The longest that a failing disk delays a call. */
    private static final long LONGEST_WAIT_SECONDS = 5;

    private final Json json;
    private final @Nullable Store store;

    KeptOperations(Json json, @Nullable Store store) {
        this.json = json;
        this.store = store;
    }

    /** A stored operation. */
    record Kept(String id, String method, @Nullable String key, String request, ObjectNode described, JsonNode saved) {}

    void keep(Operation operation) {
        if (store == null) {
            return;
        }
        ObjectNode value = json.object()
                .put("method", operation.method())
                .put("key", operation.key())
                .put("request", operation.request());
        value.set("described", operation.describe(json, true));
        value.set("saved", operation.savedTree());
        put(OPERATION + operation.operationId(), value);
        if (operation.key() != null) {
            put(
                    KEY + operation.method() + " " + operation.key(),
                    json.object()
                            .put("id", operation.operationId())
                            .put(
                                    "status",
                                    operation
                                            .describe(json, false)
                                            .path("status")
                                            .asText())
                            .put("at", Instant.now().toEpochMilli()));
        }
    }

    private void put(String name, ObjectNode value) {
        if (store != null) {
            store.put(Kind.OPERATION, name, value.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Waits until the stored operations are on disk; waits only briefly if the disk fails. */
    void sync() {
        if (store == null) {
            return;
        }
        try {
            store.keepNow().get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.warn("An operation is not on disk yet: it would be unknown after a restart");
        }
    }

    void forget(String id) {
        if (store != null) {
            store.remove(Kind.OPERATION, OPERATION + id);
        }
    }

    /** {@return the id and status of the operation that a call with this key started, if the key is still valid} */
    Optional<ObjectNode> byKey(String method, String key) {
        return store == null
                ? Optional.empty()
                : store.get(Kind.OPERATION, KEY + method + " " + key)
                        .flatMap(this::read)
                        .filter(this::holds);
    }

    private boolean holds(ObjectNode key) {
        return key.path("at").asLong() > Instant.now().minus(KEYS_HOLD).toEpochMilli();
    }

    /** {@return the operations that an earlier agent stored, in the order of their last changes} */
    List<Kept> load() {
        List<Kept> kept = new ArrayList<>();
        if (store != null) {
            forgetOldKeys(store);
            store.all(Kind.OPERATION).forEach((name, value) -> {
                if (name.startsWith(OPERATION)) {
                    read(value)
                            .map(node -> kept(name.substring(OPERATION.length()), node))
                            .ifPresent(kept::add);
                }
            });
        }
        return kept;
    }

    private void forgetOldKeys(Store from) {
        Map<String, byte[]> all = from.all(Kind.OPERATION);
        all.keySet().removeIf(name -> !name.startsWith(KEY));
        int tooMany = all.size() - MOST_KEYS;
        for (Map.Entry<String, byte[]> entry : all.entrySet()) {
            if (tooMany-- > 0 || read(entry.getValue()).filter(this::holds).isEmpty()) {
                from.remove(Kind.OPERATION, entry.getKey());
            }
        }
    }

    private Optional<ObjectNode> read(byte[] value) {
        try {
            return Optional.of(json.readObject(value));
        } catch (IOException e) {
            log.warn("Skipping an operation in the store that is not valid JSON");
            return Optional.empty();
        }
    }

    private Kept kept(String id, ObjectNode node) {
        return new Kept(
                id,
                node.path("method").asText(),
                node.hasNonNull("key") ? node.path("key").asText() : null,
                node.path("request").asText(),
                node.get("described") instanceof ObjectNode described ? described : json.object(),
                node.path("saved"));
    }
}
