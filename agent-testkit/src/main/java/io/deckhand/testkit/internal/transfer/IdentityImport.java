package io.deckhand.testkit.internal.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntPredicate;

/** Applies lines of JSON, each a record of one identity, and writes a line for each that is not applied. */
final class IdentityImport {
    private static final String DEFAULT_MODE = "createOrUpdate";
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final IdentityChanges changes;

    IdentityImport(IdentityChanges changes) {
        this.changes = changes;
    }

    /**
     * Applies the lines.
     *
     * @param goesOn is asked before each line, with the percentage of those before it
     * @return the errors, a line of JSON each
     */
    byte[] apply(byte[] content, IntPredicate goesOn) {
        String text = new String(content, StandardCharsets.UTF_8);
        List<String> lines = (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text)
                .lines()
                .toList();
        StringBuilder errors = new StringBuilder();
        for (int i = 0; i < lines.size() && goesOn.test(100 * i / lines.size()); i++) {
            if (!lines.get(i).isBlank()) {
                apply(lines.get(i), i + 1, errors);
            }
        }
        return errors.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void apply(String line, int number, StringBuilder errors) {
        ObjectNode record;
        try {
            record = Json.parseObject(line);
        } catch (HubException e) {
            // Not the line itself: it may contain keys.
            String why = "Invalid device format in line " + number + ": " + e.getMessage();
            add(Json.object(), new HubException(HubError.DESERIALIZATION_ERROR, why), errors);
            return;
        }
        try {
            changes.apply(record, DEFAULT_MODE);
        } catch (HubException e) {
            add(record, e, errors);
        }
    }

    private static void add(ObjectNode record, HubException refusal, StringBuilder errors) {
        ObjectNode error = Json.object();
        String deviceId = IdentityChanges.deviceId(record);
        if (!deviceId.isEmpty()) {
            error.put("deviceId", deviceId);
        }
        if (IdentityChanges.moduleId(record) != null) {
            error.put("moduleId", IdentityChanges.moduleId(record));
        }
        error.put("errorCode", refusal.error().code()).put("errorStatus", refusal.getMessage());
        errors.append(Json.text(error)).append('\n');
    }
}
