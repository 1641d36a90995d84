package io.deckhand.core.internal.twin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.core.internal.handler.PropertyPath;
import io.deckhand.core.internal.json.Json;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReportedTwinTest {
    private final Json json = new Json();
    private final ReportedTwin twin = new ReportedTwin(json, null);

    private void accepted(String path, int value) {
        ReportedBatch batch = new ReportedBatch();
        batch.put(PropertyPath.parse(path), IntNode.valueOf(value), new CompletableFuture<>());
        twin.accepted(batch);
    }

    private ObjectNode document(String text) throws Exception {
        return (ObjectNode) json.read(text);
    }

    private int value(String path) {
        return twin.section().orElseThrow().get(path, Integer.class).orElseThrow();
    }

    @Test
    void aTwinThatArrivedBeforeAValueWasAcceptedDoesNotTakeItBack() throws Exception {
        accepted("a", 1);
        long after = twin.arrives();
        accepted("a", 2);
        ReportedBatch deletion = new ReportedBatch();
        deletion.put(PropertyPath.parse("b"), NullNode.getInstance(), new CompletableFuture<>());
        twin.accepted(deletion);
        long afterAll = twin.arrives();
        twin.read(document("{\"a\":1,\"b\":1,\"$version\":3}"), after);
        twin.processed();
        assertThat(value("a")).isEqualTo(2);
        assertThat(twin.section().orElseThrow().get("b", Integer.class)).isEmpty();
        twin.read(document("{\"a\":5,\"$version\":9}"), afterAll);
        twin.processed();
        assertThat(value("a")).isEqualTo(5);
    }

    @Test
    void aLaterTwinWinsOverEverythingAcceptedBefore() throws Exception {
        accepted("a", 1);
        twin.read(document("{\"a\":7,\"$version\":3}"), twin.arrives());
        twin.processed();
        assertThat(value("a")).isEqualTo(7);
    }
}
