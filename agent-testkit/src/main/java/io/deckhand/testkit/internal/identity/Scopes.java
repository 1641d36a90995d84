package io.deckhand.testkit.internal.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A device's place in a hierarchy of IoT Edge devices.
 *
 * @param own an edge device's own scope, or the scope of the edge device through which another device connects, or null
 * @param parents the scopes of the edge devices above it
 */
public record Scopes(@Nullable String own, List<String> parents) {
    /** The scopes of a device outside any hierarchy. */
    public static final Scopes NONE = new Scopes(null, List.of());

    private static final String PREFIX = "ms-azure-iot-edge://";

    public Scopes {
        parents = List.copyOf(parents);
    }

    /** {@return the scopes in the JSON form of an identity} */
    public static Scopes read(JsonNode document) {
        List<String> parents = new ArrayList<>();
        document.path("parentScopes").forEach(scope -> parents.add(scope.asText()));
        return new Scopes(document.path("deviceScope").textValue(), parents);
    }

    /** Writes the fields that {@link #read} reads; none without scopes. */
    public void write(ObjectNode document) {
        if (own != null) {
            document.put("deviceScope", own);
            ArrayNode array = document.putArray("parentScopes");
            parents.forEach(array::add);
        }
    }

    /** {@return the scope of an edge device} */
    static String ofEdge(String deviceId, String generationId) {
        return PREFIX + deviceId + "-" + generationId;
    }

    /** {@return the scopes of an edge device for which these were requested} */
    Scopes forEdge(String deviceId, String generationId) {
        String scope = ofEdge(deviceId, generationId);
        return new Scopes(
                scope, parents.stream().filter(parent -> !parent.equals(scope)).toList());
    }

    /** {@return the scopes of another device for which these were requested: it has its parent's scope} */
    Scopes forLeaf() {
        String parent = own == null && !parents.isEmpty() ? parents.get(0) : own;
        return new Scopes(parent, Stream.ofNullable(parent).toList());
    }
}
