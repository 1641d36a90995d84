package io.deckhand.micrometer;

import static java.util.Objects.requireNonNull;

import io.deckhand.DeviceAgent;
import io.deckhand.HandlerKind;
import io.deckhand.Interceptor;
import io.deckhand.MethodException;
import io.deckhand.MethodResponse;
import io.deckhand.Receipt;
import io.deckhand.SendOptions;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Observes handlers with Micrometer's Observation API: each invocation becomes a span with a tracing bridge, and a
 * timer with a meter handler.
 *
 * <pre>{@code
 * DeckhandObservations observations = new DeckhandObservations(observationRegistry);
 * AgentBuilder.forConnectionString(...).interceptors(observations)      // first: others are then inside of the span
 *
 * observations.sendAsync(agent, reading, SendOptions.NONE);             // with the trace context in the message
 * }</pre>
 *
 * <p>Incoming traces use W3C Trace Context: from the application properties {@code traceparent} and {@code tracestate}
 * of a cloud-to-device message, and, since calls have no properties, from the fields {@code $traceparent} and
 * {@code $tracestate} of a direct method's payload, which handlers do not see. Outgoing traces use the same application
 * properties.
 *
 * <p>The observation {@code deckhand.handler} has the keys {@code deckhand.kind}, {@code deckhand.name} and
 * {@code deckhand.status}, and for spans only {@code deckhand.device} and {@code deckhand.message}. It does not contain
 * payloads.
 *
 * <p>Safe for use by several threads; one object serves any number of agents.
 *
 * @since 0.1
 */
public final class DeckhandObservations implements Interceptor {
    /** The name of the observations of handlers. */
    public static final String HANDLER = "deckhand.handler";

    /** The name of the observations of {@link #sendAsync}. */
    public static final String SEND = "deckhand.telemetry.send";

    private static final String STATUS = "deckhand.status";

    private final ObservationRegistry registry;

    /**
     * Creates observations in a registry.
     *
     * @param registry the registry with the observation handlers
     */
    public DeckhandObservations(ObservationRegistry registry) {
        this.registry = requireNonNull(registry, "registry");
    }

    @Override
    public @Nullable Object around(Invocation invocation) throws Exception {
        if (registry.isNoop()) {
            return invocation.proceed();
        }
        Observation observation = started(invocation);
        Object result;
        try (Observation.Scope scope = observation.openScope()) {
            result = invocation.proceed();
        } catch (Exception | Error e) {
            stop(observation, invocation, null, e);
            throw e;
        }
        if (result instanceof CompletionStage<?> stage) {
            return stage.whenComplete((value, failure) -> stop(observation, invocation, value, failure));
        }
        stop(observation, invocation, result, null);
        return result;
    }

    private Observation started(Invocation invocation) {
        String name = name(invocation);
        Observation observation = Observation.createNotStarted(HANDLER, () -> TraceContexts.of(invocation), registry)
                .contextualName(kind(invocation) + (name.isEmpty() ? "" : " " + name))
                .lowCardinalityKeyValue("deckhand.kind", kind(invocation))
                .lowCardinalityKeyValue("deckhand.name", name.isEmpty() ? "none" : name)
                .lowCardinalityKeyValue(STATUS, "none")
                .highCardinalityKeyValue("deckhand.device", invocation.agent().deviceId());
        invocation.messageId().ifPresent(id -> observation.highCardinalityKeyValue("deckhand.message", id));
        return observation.start();
    }

    private static String kind(Invocation invocation) {
        return DeckhandMetrics.tag(invocation.kind());
    }

    /** Message ids are not used as names, as there are as many as messages. */
    private static String name(Invocation invocation) {
        return invocation.kind() == HandlerKind.CLOUD_TO_DEVICE ? "" : invocation.name();
    }

    private static void stop(
            Observation observation, Invocation invocation, @Nullable Object result, @Nullable Throwable failure) {
        if (failure != null) {
            observation.error(failure);
        }
        if (invocation.kind() == HandlerKind.DIRECT_METHOD) {
            observation.lowCardinalityKeyValue(STATUS, status(result, failure));
        }
        observation.stop();
    }

    /** The agent answers other exceptions with 400 or 500. */
    private static String status(@Nullable Object result, @Nullable Throwable failure) {
        if (failure != null) {
            return failure instanceof MethodException chosen ? String.valueOf(chosen.status()) : "error";
        }
        return result instanceof MethodResponse response ? String.valueOf(response.status()) : "200";
    }

    /**
     * Sends a message as {@link DeviceAgent#sendAsync(Object, SendOptions)} does, within an observation that lasts until the hub has
     * acknowledged it, and with its trace context as application properties.
     *
     * @param agent the agent
     * @param body the body
     * @param options the options of the message
     * @return the outcome of the message
     * @throws io.deckhand.AgentException as the agent throws it
     */
    public Receipt sendAsync(DeviceAgent agent, Object body, SendOptions options) {
        Map<String, String> properties = new LinkedHashMap<>();
        Observation observation = Observation.createNotStarted(SEND, () -> sender(properties), registry)
                .contextualName("send telemetry")
                .highCardinalityKeyValue("deckhand.device", agent.deviceId())
                .start();
        try {
            SendOptions traced = options;
            for (Map.Entry<String, String> property : properties.entrySet()) {
                traced = traced.property(property.getKey(), property.getValue());
            }
            Receipt receipt = agent.sendAsync(body, traced);
            receipt.whenComplete((nothing, failure) -> {
                if (failure != null) {
                    observation.error(failure);
                }
                observation.stop();
            });
            return receipt;
        } catch (RuntimeException e) {
            observation.error(e);
            observation.stop();
            throw e;
        }
    }

    private static SenderContext<Map<String, String>> sender(Map<String, String> properties) {
        SenderContext<Map<String, String>> context = new SenderContext<>(
                (carrier, name, value) -> {
                    if (carrier != null && !value.isEmpty()) {
                        carrier.put(name, value);
                    }
                },
                Kind.PRODUCER);
        context.setCarrier(properties);
        context.setRemoteServiceName(TraceContexts.HUB);
        return context;
    }
}
