package io.deckhand.core.internal;

import io.deckhand.core.AgentBuilder;
import io.deckhand.core.internal.handler.HandlerOptions;
import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.link.LinkProvider;
import io.deckhand.core.internal.telemetry.OutboxBudget;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What an agent is built into: by itself, or as one of many that share threads and what was made of their handlers. */
public interface Host extends LinkProvider {
    /** {@return where the agent of a device runs} */
    Agent.Place place(String deviceId);

    /** {@return what outboxes share} */
    default OutboxBudget outboxBudget() {
        return OutboxBudget.UNLIMITED;
    }

    /** {@return the application's part of an agent: made now, or already made of the very same objects, which {@code key} lists} */
    default Application application(List<@Nullable Object> key, Supplier<Application> made) {
        return made.get();
    }

    /** The application's part of an agent, which knows no device. */
    record Application(Json json, HandlerOptions options, Handlers handlers) {}

    /** Lets other modules build agents into hosts of their own, without any of that in the builder's public API. */
    final class Door {
        private static final AtomicReference<@Nullable BiFunction<AgentBuilder, Host, Agent>> BUILD =
                new AtomicReference<>();

        private Door() {}

        /** Called by the builder's class, once. */
        public static void open(BiFunction<AgentBuilder, Host, Agent> build) {
            BUILD.set(build);
        }

        /** {@return what the builder builds, in a host} */
        public static Agent build(AgentBuilder builder, Host host) {
            BiFunction<AgentBuilder, Host, Agent> build = BUILD.get();
            if (build == null) {
                throw new IllegalStateException("There is a builder, so its class has been initialized");
            }
            return build.apply(builder, host);
        }
    }
}
