package io.deckhand.testkit.internal.fault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.PacketFault;
import io.deckhand.testkit.internal.Json;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An active fault, for display.
 *
 * @param order the fault order that activates it
 * @param strikes the number of packets affected so far, or null if it is not a packet fault
 */
public record FaultInForce(ObjectNode order, @Nullable Integer strikes) {

    /** A fault of the hub, for one device, or for all if null. */
    public static FaultInForce of(String fault, @Nullable String device) {
        ObjectNode order = Json.object().put("fault", fault);
        return new FaultInForce(device == null ? order : order.put("device", device), null);
    }

    /** A packet fault. */
    static FaultInForce of(PacketFault fault, int strikes) {
        String name = fault.action() == PacketFault.Action.CUT
                ? "cut-at"
                : fault.action().name().toLowerCase(Locale.ROOT);
        ObjectNode order = of(name, fault.device().orElse(null))
                .order()
                .put("packet", fault.packet().name());
        if (!fault.delay().isZero()) {
            order.put("delayMillis", fault.delay().toMillis());
        }
        if (fault.passed() > 0) {
            order.put("after", fault.passed());
        }
        if (fault.times() < Integer.MAX_VALUE) {
            order.put("times", fault.times());
        }
        if (fault.probability() < 1) {
            order.put("probability", fault.probability()).put("seed", fault.seed());
        }
        return new FaultInForce(order, strikes);
    }

    /** {@return the same with a further number} */
    public FaultInForce with(String name, long value) {
        return new FaultInForce(order.deepCopy().put(name, value), strikes);
    }

    /** {@return the fault as JSON} */
    public ObjectNode document() {
        ObjectNode document = order.deepCopy();
        return strikes == null ? document : document.put("strikes", strikes);
    }
}
