package io.deckhand.gateway.internal;

import io.deckhand.core.StoreOptions;
import io.deckhand.core.internal.Agent;
import io.deckhand.core.internal.Host;
import io.deckhand.core.internal.connect.Admission;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.link.LinkSettings;
import io.deckhand.core.internal.link.Traffic;
import io.deckhand.core.internal.telemetry.OutboxBudget;
import io.deckhand.core.internal.threads.AgentThreads;
import io.deckhand.gateway.internal.link.EventLoops;
import io.deckhand.gateway.internal.link.NettyHubLink;
import io.deckhand.gateway.internal.threads.GatewayThreads;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The resources that the agents of a gateway share: threads, event loops, the pace of connecting, and scanned handlers.
 */
public final class GatewayHost implements Host {
    /**
     * How many scanned applications are kept: handlers of single devices are evicted, handlers that many devices share
     * stay.
     */
    private static final int KEPT_APPLICATIONS = 16;

    private final GatewayThreads threads;
    private final EventLoops loops;
    private final Admission pace;
    private final OutboxBudget budget;
    private final @Nullable Stores stores;
    private final Consumer<String> opened;
    private final Consumer<String> closed;
    private final Map<Same, Application> applications = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * {@code opened} is called with the id of each device whose agent is to be built, and throws if there is one already;
     * {@code closed} with the id of each device whose agent has ended or was not built.
     */
    public GatewayHost(
            GatewayThreads threads,
            EventLoops loops,
            Admission pace,
            OutboxBudget budget,
            @Nullable Stores stores,
            Consumer<String> opened,
            Consumer<String> closed) {
        this.threads = threads;
        this.loops = loops;
        this.pace = pace;
        this.budget = budget;
        this.stores = stores;
        this.opened = opened;
        this.closed = closed;
    }

    @Override
    public Agent.Place place(String deviceId) {
        opened.accept(deviceId);
        return new Agent.Place(new AgentThreads(deviceId, threads.share(() -> closed.accept(deviceId))), pace);
    }

    @Override
    public HubLink.Factory links(LinkSettings settings, Traffic traffic) {
        return (transport, events) ->
                new NettyHubLink(settings.over(transport), loops, threads.steps(), traffic, events);
    }

    @Override
    public Optional<StoreOptions> store(String deviceId) {
        return stores == null ? Optional.empty() : Optional.of(stores.of(deviceId));
    }

    @Override
    public OutboxBudget outboxBudget() {
        return budget;
    }

    @Override
    public Application application(List<@Nullable Object> key, Supplier<Application> made) {
        Same same = new Same(key);
        synchronized (applications) {
            Application known = applications.get(same);
            if (known == null) {
                known = made.get();
                applications.put(same, known);
                if (applications.size() > KEPT_APPLICATIONS) {
                    applications.remove(applications.keySet().iterator().next());
                }
            }
            return known;
        }
    }

    /** Compares objects by identity, regardless of their {@code equals}. */
    private static final class Same {
        private final List<@Nullable Object> objects;

        Same(List<@Nullable Object> objects) {
            this.objects = objects;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (!(other instanceof Same same) || same.objects.size() != objects.size()) {
                return false;
            }
            for (int i = 0; i < objects.size(); i++) {
                if (objects.get(i) != same.objects.get(i)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public int hashCode() {
            int hash = 1;
            for (Object object : objects) {
                hash = 31 * hash + System.identityHashCode(object);
            }
            return hash;
        }
    }
}
