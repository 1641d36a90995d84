package io.deckhand.core.internal.link.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mockStatic;

import io.deckhand.Transport;
import io.deckhand.core.internal.link.HubEvents;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.link.HubLinkContract;
import io.deckhand.core.internal.link.LinkSettings;
import io.deckhand.core.internal.link.Traffic;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mockito.MockedStatic;

/** Links over the Azure SDK, whichever layer of it they reach into. */
class SdkHubLinkTest extends HubLinkContract {
    /** Both layers, over the wires that differ: what goes over a WebSocket is the same inside. */
    private record SdkWay(SdkLayer layer, Transport transport) implements Way {
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

    @Override
    protected Stream<Way> ways() {
        return Stream.of(SdkLayer.values())
                .flatMap(layer -> Stream.of(new SdkWay(layer, Transport.MQTT), new SdkWay(layer, Transport.AMQPS)));
    }

    @Test
    void aSlowLineIsNotADeadOne(LocalHub hub) {
        slowLinesCarryEverything(hub);
    }

    @Test
    void whereTheSdkIsNotAsExpectedTheBaseServes(LocalHub hub, HubDevice device) throws Exception {
        LinkSettings settings =
                new LinkSettings(login(hub, device, Duration.ofHours(1)), Transport.MQTT, null, Duration.ofSeconds(60));
        try (MockedStatic<SdkInternals> missing = mockStatic(SdkInternals.class)) {
            missing.when(() -> SdkInternals.use(any(), any())).thenThrow(new NoSuchFieldException("deviceIO"));
            SdkHubLink link = new SdkHubLink(settings, SdkLayer.FAST, new Traffic(), event -> {});
            try {
                link.open();
                assertThat(link.telemetryWindow()).isEqualTo(1);
            } finally {
                link.close();
            }
        }
    }
}
