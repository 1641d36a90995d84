package io.deckhand.testkit.internal.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.microsoft.azure.sdk.iot.service.exceptions.IotHubBadFormatException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubNotFoundException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubPreconditionFailedException;
import com.microsoft.azure.sdk.iot.service.twin.Twin;
import com.microsoft.azure.sdk.iot.service.twin.TwinClient;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.fixture.ServiceClients;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** The unmodified {@code TwinClient} against the hub. */
@LocalHubTest
class TwinClientTest {
    @Test
    void aPatchMergesAndRaisesTheVersions(LocalHub hub, HubDevice device) throws Exception {
        TwinClient twins = ServiceClients.twins(hub);
        device.patchDesired("{\"fan\":1,\"mode\":\"eco\"}");
        Twin before = twins.get(device.deviceId());

        Twin patch = new Twin(device.deviceId());
        patch.getDesiredProperties().put("fan", 2.0);
        patch.getTags().put("room", "7");
        Twin after = twins.patch(patch);

        assertThat(after.getDesiredProperties()).containsEntry("fan", 2.0).containsEntry("mode", "eco");
        assertThat(after.getTags()).containsEntry("room", "7");
        assertThat(after.getDesiredProperties().getVersion())
                .isEqualTo(before.getDesiredProperties().getVersion() + 1);
        assertThat(after.getVersion()).isGreaterThan(before.getVersion());
        assertThat(after.getETag()).isNotEqualTo(before.getETag());
        assertThat(after.getDesiredProperties().getTwinMetadata("fan").getLastUpdatedVersion())
                .isEqualTo(after.getDesiredProperties().getVersion());
    }

    @Test
    void replacingDropsWhatIsNotNamed(LocalHub hub, HubDevice device) throws Exception {
        TwinClient twins = ServiceClients.twins(hub);
        device.patchDesired("{\"fan\":1,\"mode\":\"eco\"}");
        device.patchTags("{\"room\":\"7\"}");

        Twin wanted = new Twin(device.deviceId());
        wanted.getDesiredProperties().put("fan", 3.0);
        Twin after = twins.replace(wanted);

        assertThat(after.getDesiredProperties()).containsOnlyKeys("fan");
        assertThat(after.getTags()).isEmpty();
    }

    @Test
    void changingATwinFromAnOldVersionIsRefused(LocalHub hub, HubDevice device) throws Exception {
        TwinClient twins = ServiceClients.twins(hub);
        Twin old = twins.get(device.deviceId());
        device.patchDesired("{\"fan\":1}");
        old.getDesiredProperties().put("fan", 2.0);

        IotHubException refused =
                catchThrowableOfType(IotHubPreconditionFailedException.class, () -> twins.patch(old, old.getETag()));

        assertThat(refused.getErrorCode()).isEqualTo(412);
        assertThat(device.desired()).contains("\"fan\":1");
    }

    @Test
    void aNumberThatNoDoubleHoldsIsRefusedAndNotMadeText(LocalHub hub, HubDevice device) throws Exception {
        Twin patch = new Twin(device.deviceId());
        patch.getDesiredProperties().put("large", new BigDecimal("1e400"));

        assertThat(catchThrowableOfType(
                        IotHubBadFormatException.class,
                        () -> ServiceClients.twins(hub).patch(patch)))
                .isNotNull();
        assertThat(device.desired()).doesNotContain("large");
    }

    @Test
    void theTwinOfAnUnknownDeviceIsNotFound(LocalHub hub) {
        TwinClient twins = ServiceClients.twins(hub);

        IotHubException unknown = catchThrowableOfType(IotHubNotFoundException.class, () -> twins.get("nobody"));

        assertThat(unknown.getErrorCode()).isEqualTo(404);
    }

    @Test
    void aPropertyNameTheHubForbidsIsABadFormat(LocalHub hub, HubDevice device) {
        TwinClient twins = ServiceClients.twins(hub);
        Twin patch = new Twin(device.deviceId());
        patch.getDesiredProperties().put("a.b", 1.0);

        assertThat(catchThrowableOfType(IotHubBadFormatException.class, () -> twins.patch(patch)))
                .isNotNull();
    }
}
