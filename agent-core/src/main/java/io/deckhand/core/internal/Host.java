package io.deckhand.core.internal;

import io.deckhand.core.AgentBuilder;
import io.deckhand.core.StoreOptions;
import io.deckhand.core.internal.handler.HandlerOptions;
import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.link.LinkProvider;
import io.deckhand.core.internal.telemetry.OutboxBudget;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The environment that an agent is built in: standalone, or one of many agents that share threads and scanned handlers.
 */
public interface Host extends LinkProvider {
    /** {@return the place in which a device's agent runs} */
    Agent.Place place(String deviceId);

    /** {@return the store of a device whose own options name none; empty for no store} */
    default Optional<StoreOptions> store(String deviceId) {
        return Optional.empty();
    }

    /** {@return the budget that the outboxes share} */
    default OutboxBudget outboxBudget() {
        return OutboxBudget.UNLIMITED;
    }

    /**
     * {@return the application's part of an agent: a new one, or an existing one made from the identical objects,
     * listed in {@code key}}
     */
    default Application application(List<@Nullable Object> key, Supplier<Application> made) {
        return made.get();
    }

    /** The application's part of an agent, independent of any device. */
    record Application(Json json, HandlerOptions options, Handlers handlers) {}

    /** Lets other modules build agents in their own hosts, without adding to the builder's public API. */
    final class Door {
        private static final AtomicReference<@Nullable BiFunction<AgentBuilder, Host, Agent>> BUILD =
                new AtomicReference<>();

        private Door() {}

        /** Called once, by the builder's class initializer. */
        public static void open(BiFunction<AgentBuilder, Host, Agent> build) {
            BUILD.set(build);
        }

        /** {@return the agent that the builder builds in this host} */
        public static Agent build(AgentBuilder builder, Host host) {
            BiFunction<AgentBuilder, Host, Agent> build = BUILD.get();
            if (build == null) {
                throw new IllegalStateException("There is a builder, so its class has been initialized");
            }
            return build.apply(builder, host);
        }
    }
}
