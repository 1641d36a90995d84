package io.deckhand.core.internal.handler;

import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.CloudMessage;
import io.deckhand.ConnectionTransition;
import io.deckhand.DeadLetter;
import io.deckhand.Deadline;
import io.deckhand.DeviceAgent;
import io.deckhand.HandlerKind;
import io.deckhand.MethodRequest;
import io.deckhand.Progress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The event for which a handler is called, and the source of its arguments. */
public sealed interface Invocation {
    DeviceAgent agent();

    HandlerKind kind();

    /** {@return the name of the method, property, message or state, for logs} */
    String name();

    /** {@return the whole call, message or value} */
    Object whole();

    /** {@return the received payload as text: JSON, except for a message with another content} */
    default Optional<String> payload() {
        return Optional.empty();
    }

    /** {@return the application properties of a message} */
    default Map<String, String> properties() {
        return Map.of();
    }

    /**
     * {@code endNanos} is the deadline, by {@link System#nanoTime()}; {@code progress} is set for a long-running
     * method.
     */
    record OfMethod(
            DeviceAgent agent,
            MethodRequest request,
            long endNanos,
            @Nullable Progress progress) implements Invocation {
        public OfMethod(DeviceAgent agent, MethodRequest request, long endNanos) {
            this(agent, request, endNanos, null);
        }

        public OfMethod with(MethodRequest other, Progress started) {
            return new OfMethod(agent, other, endNanos, started);
        }

        @Override
        public Optional<String> payload() {
            return Optional.of(request.payload());
        }

        Deadline deadline() {
            return Deadline.in(Duration.ofNanos(endNanos - System.nanoTime()));
        }

        @Override
        public HandlerKind kind() {
            return HandlerKind.DIRECT_METHOD;
        }

        @Override
        public String name() {
            return request.method();
        }

        @Override
        public Object whole() {
            return request;
        }
    }

    /** {@code value} is the property as JSON, JSON {@code null} when it was deleted. */
    record OfProperty(DeviceAgent agent, String name, JsonNode value) implements Invocation {
        @Override
        public Optional<String> payload() {
            return Optional.of(value.toString());
        }

        @Override
        public HandlerKind kind() {
            return HandlerKind.DESIRED_PROPERTY;
        }

        @Override
        public Object whole() {
            return value;
        }
    }

    /** {@code input} is the module's input, if the message went to one; {@code letter} is set if no listener could handle it. */
    record OfMessage(
            DeviceAgent agent,
            CloudMessage message,
            Optional<String> input,
            @Nullable DeadLetter letter) implements Invocation {
        @Override
        public Optional<String> payload() {
            return Optional.of(message.text());
        }

        @Override
        public Map<String, String> properties() {
            return message.properties();
        }

        @Override
        public HandlerKind kind() {
            return input.isPresent() ? HandlerKind.MODULE_INPUT : HandlerKind.CLOUD_TO_DEVICE;
        }

        @Override
        public String name() {
            if (input.isPresent()) {
                return input.get();
            }
            String id = message.messageId();
            return id == null ? "(no id)" : id;
        }

        @Override
        public Object whole() {
            return message;
        }
    }

    /** {@code name} is the name of the source. */
    record OfTelemetry(DeviceAgent agent, String name) implements Invocation {
        @Override
        public HandlerKind kind() {
            return HandlerKind.TELEMETRY;
        }

        @Override
        public Object whole() {
            return name;
        }
    }

    record OfConnection(DeviceAgent agent, ConnectionTransition change) implements Invocation {
        @Override
        public HandlerKind kind() {
            return HandlerKind.CONNECTION_CHANGE;
        }

        @Override
        public String name() {
            return change.current().name();
        }

        @Override
        public Object whole() {
            return change.current();
        }
    }
}
