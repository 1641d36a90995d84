package io.deckhand.core;

import io.deckhand.core.internal.Agent;
import io.deckhand.core.internal.Host;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.link.LinkProvider;
import io.deckhand.core.internal.link.LinkSettings;
import io.deckhand.core.internal.link.Traffic;
import io.deckhand.core.internal.link.sdk.SdkLinks;
import java.util.ServiceLoader;

/** The host of an agent that shares nothing with others: its own threads, over the chosen link. */
final class Alone implements Host {
    private final boolean virtualThreads;
    private final LinkProvider links;

    /** @throws IllegalArgumentException if the link is not on the class path */
    Alone(Choices chosen) {
        virtualThreads = chosen.virtualThreads;
        links = provider(chosen.link);
    }

    @Override
    public Agent.Place place(String deviceId) {
        return Agent.Place.alone(deviceId, virtualThreads);
    }

    @Override
    public HubLink.Factory links(LinkSettings settings, Traffic traffic) {
        return links.links(settings, traffic);
    }

    private static LinkProvider provider(Link link) {
        return switch (link) {
            case SDK -> new SdkLinks();
            case NETTY ->
                ServiceLoader.load(LinkProvider.class, AgentBuilder.class.getClassLoader())
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "Link.NETTY is not on the class path. Add the artifact io.deckhand:agent-gateway."));
        };
    }
}
