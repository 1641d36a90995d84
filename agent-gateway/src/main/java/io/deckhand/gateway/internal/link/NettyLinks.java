package io.deckhand.gateway.internal.link;

import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.link.LinkProvider;
import io.deckhand.core.internal.link.LinkSettings;
import io.deckhand.core.internal.link.Traffic;

/** Links of standalone agents, which share one event loop. */
public final class NettyLinks implements LinkProvider {
    @Override
    public HubLink.Factory links(LinkSettings settings, Traffic traffic) {
        return (transport, events) ->
                new NettyHubLink(settings.over(transport), EventLoops.SHARED, Runnable::run, traffic, events);
    }
}
