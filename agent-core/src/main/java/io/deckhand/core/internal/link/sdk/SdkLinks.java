package io.deckhand.core.internal.link.sdk;

import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.link.LinkProvider;
import io.deckhand.core.internal.link.LinkSettings;
import io.deckhand.core.internal.link.Traffic;

/** Links over the Azure device SDK. */
public final class SdkLinks implements LinkProvider {
    @Override
    public HubLink.Factory links(LinkSettings settings, Traffic traffic) {
        SdkLayer layer = SdkLayer.chosen();
        return (transport, events) -> new SdkHubLink(settings.over(transport), layer, traffic, events);
    }
}
