package io.deckhand.core.internal.link.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mockStatic;

import io.deckhand.Transport;
import io.deckhand.core.internal.link.LinkSettings;
import io.deckhand.core.internal.link.Logins;
import io.deckhand.core.internal.link.Traffic;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.mockito.MockedStatic;

/** The base layer serves if the SDK is not the one that the fast layer knows. */
@LocalHubTest
class SdkHubLinkTest {
    @Test
    void whereTheSdkIsNotAsExpectedTheBaseServes(LocalHub hub, HubDevice device) throws Exception {
        LinkSettings settings = new LinkSettings(
                Logins.of(device.connectionString(), hub.sslContext(), Duration.ofHours(1)),
                Transport.MQTT,
                null,
                Duration.ofSeconds(60));
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
