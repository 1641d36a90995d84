package io.deckhand.core.internal.link;

import io.deckhand.Transport;
import io.deckhand.core.TestedLink;
import io.deckhand.core.internal.link.sdk.SdkHubLink;
import io.deckhand.core.internal.link.sdk.SdkLayer;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** One kind of link over one transport. */
sealed interface Way {
    Transport transport();

    HubLink link(LinkSettings settings, HubEvents events);

    /** {@return whether it bypasses the SDK's queues, which lose early acknowledgements and settle messages as they arrive} */
    boolean isDirect();

    default boolean isMqtt() {
        return transport() == Transport.MQTT || transport() == Transport.MQTT_WS;
    }

    /** {@return whether it knows when the bytes of its connection move} */
    default boolean followsBytes() {
        return isDirect() || isMqtt();
    }

    /**
     * {@return the ways to test: over the Azure SDK, or over the links of another module if that runs the tests}
     */
    static Stream<Way> all() {
        if (TestedLink.isSdk()) {
            return Stream.of(SdkLayer.values())
                    .flatMap(layer -> TestedLink.transports().map(transport -> new OfSdk(layer, transport)));
        }
        LinkProvider provider =
                ServiceLoader.load(LinkProvider.class).findFirst().orElseThrow();
        return TestedLink.transports().map(transport -> new Provided(provider, transport));
    }

    /** The Azure SDK, whichever layer of it links reach into: what goes over a WebSocket is the same inside. */
    record OfSdk(SdkLayer layer, Transport transport) implements Way {
        @Override
        public HubLink link(LinkSettings settings, HubEvents events) {
            return new SdkHubLink(settings, layer, new Traffic(), events);
        }

        @Override
        public boolean isDirect() {
            return layer == SdkLayer.FAST;
        }

        @Override
        public String toString() {
            return layer + "_" + transport;
        }
    }

    /** The links of another module. */
    record Provided(LinkProvider provider, Transport transport) implements Way {
        @Override
        public HubLink link(LinkSettings settings, HubEvents events) {
            return provider.links(settings, new Traffic()).create(transport, events);
        }

        @Override
        public boolean isDirect() {
            return true;
        }

        @Override
        public String toString() {
            return "PROVIDED_" + transport;
        }
    }
}
