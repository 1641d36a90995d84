package io.deckhand.micrometer;

import io.deckhand.HandlerKind;
import io.deckhand.Interceptor;
import io.micrometer.observation.Observation;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Reads the trace context of a call or message. */
final class TraceContexts {
    static final String HUB = "azure-iot-hub";

    private static final String[] FIELDS = {"traceparent", "tracestate"};

    private TraceContexts() {}

    /** {@return the context of an observation; for calls and messages, one that may continue a remote trace} */
    static Observation.Context of(Interceptor.Invocation invocation) {
        HandlerKind kind = invocation.kind();
        return switch (kind) {
            case DIRECT_METHOD -> receiver(Kind.SERVER, ofPayload(invocation));
            case CLOUD_TO_DEVICE, MODULE_INPUT -> receiver(Kind.CONSUMER, ofProperties(invocation.properties()));
            default -> new Observation.Context();
        };
    }

    private static ReceiverContext<Map<String, String>> receiver(Kind kind, Map<String, String> carrier) {
        ReceiverContext<Map<String, String>> context =
                new ReceiverContext<>((from, name) -> from.get(name.toLowerCase(Locale.ROOT)), kind);
        context.setCarrier(carrier);
        context.setRemoteServiceName(HUB);
        return context;
    }

    private static Map<String, String> ofProperties(Map<String, String> properties) {
        Map<String, String> lower = new LinkedHashMap<>();
        properties.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return lower;
    }

    private static Map<String, String> ofPayload(Interceptor.Invocation invocation) {
        Map<String, String> carrier = new LinkedHashMap<>();
        if (invocation.payload().filter(text -> text.contains("\"$trace")).isEmpty()) {
            return carrier;
        }
        try {
            invocation.payload(Map.class).ifPresent(payload -> {
                for (String field : FIELDS) {
                    if (payload.get("$" + field) instanceof String value) {
                        carrier.put(field, value);
                    }
                }
            });
        } catch (IllegalArgumentException e) {
            // Not an object; the handler's binding reports it if it requires one.
        }
        return carrier;
    }
}
