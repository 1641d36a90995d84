package io.deckhand.gateway.internal.link;

import io.deckhand.Transport;
import io.deckhand.core.internal.link.HubEvents;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.link.HubLinkContract;
import io.deckhand.core.internal.link.LinkSettings;
import io.deckhand.core.internal.link.Traffic;
import java.util.stream.Stream;

/** Links over Netty, held to the contract that those over the Azure SDK fulfil. */
class NettyHubLinkTest extends HubLinkContract {
    private record NettyWay(Transport transport) implements Way {
        @Override
        public HubLink link(LinkSettings settings, HubEvents events) {
            return new NettyLinks().links(settings, new Traffic()).create(transport, events);
        }

        @Override
        public boolean isDirect() {
            return true;
        }

        @Override
        public String toString() {
            return "NETTY_" + transport;
        }
    }

    @Override
    protected Stream<Way> ways() {
        return Stream.of(new NettyWay(Transport.MQTT), new NettyWay(Transport.MQTT_WS));
    }
}
