package io.deckhand.testkit.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubConflictException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubNotFoundException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubPreconditionFailedException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubUnauthorizedException;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.DeviceConnectionState;
import com.microsoft.azure.sdk.iot.service.registry.DeviceStatus;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.fixture.HubFixture;
import io.deckhand.testkit.fixture.ServiceClients;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/**
 * The unmodified {@code RegistryClient} against the hub. Of the registry's errors it understands the HTTP status and not
 * the six-digit code, with the real hub too.
 */
@LocalHubTest
class RegistryClientTest {
    @Test
    void aDeviceIsCreatedReadChangedAndRemoved(LocalHub hub) throws Exception {
        RegistryClient registry = ServiceClients.registry(hub);

        Device created = registry.addDevice(new Device("crud+1"));
        assertThat(created.getPrimaryKey()).isBase64();
        assertThat(created.getGenerationId()).isNotEmpty();
        assertThat(hub.device("crud+1").connectionString()).contains(created.getPrimaryKey());

        Device read = registry.getDevice("crud+1");
        assertThat(read.getETag()).isEqualTo(created.getETag());
        read.setStatus(DeviceStatus.Disabled);
        Device changed = registry.updateDevice(read);
        assertThat(changed.getStatus()).isEqualTo(DeviceStatus.Disabled);
        assertThat(changed.getETag()).isNotEqualTo(created.getETag());
        assertThat(changed.getPrimaryKey()).isEqualTo(created.getPrimaryKey());

        registry.removeDevice("crud+1");
        IotHubException gone = catchThrowableOfType(IotHubNotFoundException.class, () -> registry.getDevice("crud+1"));
        assertThat(gone.getErrorCode()).isEqualTo(404);
    }

    @Test
    void whoIsCreatedAgainHasNeverBeenConnected(LocalHub hub) throws Exception {
        RegistryClient registry = ServiceClients.registry(hub);
        String never = registry.addDevice(new Device("again")).getConnectionStateUpdatedTime();
        DeviceClient client = HubFixture.client(hub, hub.device("again").connectionString());
        client.open(false);
        assertThat(registry.getDevice("again").getConnectionStateUpdatedTime()).isNotEqualTo(never);

        registry.removeDevice("again");
        Device created = registry.addDevice(new Device("again"));

        assertThat(created.getConnectionState()).isEqualTo(DeviceConnectionState.Disconnected);
        assertThat(created.getConnectionStateUpdatedTime()).isEqualTo(never);
        client.close();
        assertThat(registry.getDevice("again").getConnectionStateUpdatedTime()).isEqualTo(never);
    }

    @Test
    void creatingADeviceTwiceIsAConflict(LocalHub hub, HubDevice device) {
        RegistryClient registry = ServiceClients.registry(hub);

        IotHubException conflict = catchThrowableOfType(
                IotHubConflictException.class, () -> registry.addDevice(new Device(device.deviceId())));

        assertThat(conflict.getErrorCode()).isEqualTo(409);
    }

    @Test
    void changingADeviceFromAnOldVersionIsRefused(LocalHub hub, HubDevice device) throws Exception {
        RegistryClient registry = ServiceClients.registry(hub);
        Device old = registry.getDevice(device.deviceId());
        registry.updateDevice(registry.getDevice(device.deviceId()));

        IotHubException refused =
                catchThrowableOfType(IotHubPreconditionFailedException.class, () -> registry.removeDevice(old));

        assertThat(refused.getErrorCode()).isEqualTo(412);
    }

    @Test
    void theStatisticsCountWhatIsEnabled() throws Exception {
        try (LocalHub hub = LocalHub.start()) {
            hub.createDevice("on");
            hub.createDevice("off").disable();

            var statistics = ServiceClients.registry(hub).getStatistics();

            assertThat(statistics.getTotalDeviceCount()).isEqualTo(2);
            // This client looks for "enableDeviceCount", so what it says of enabled devices is 0 with any hub.
            assertThat(statistics.getDisabledDeviceCount()).isEqualTo(1);
        }
    }

    @Test
    void aWrongKeyIsUnauthorized(LocalHub hub, HubDevice device) {
        String wrongKey = Base64.getEncoder().encodeToString(new byte[32]);
        String connectionString =
                hub.ownerConnectionString().replaceFirst("SharedAccessKey=.*", "SharedAccessKey=" + wrongKey);
        ServiceClients.trust(hub);
        RegistryClient registry = new RegistryClient(ServiceClients.address(hub), ServiceClients.sas(connectionString));

        IotHubException refused =
                catchThrowableOfType(IotHubUnauthorizedException.class, () -> registry.getDevice(device.deviceId()));

        assertThat(refused.getErrorCode()).isEqualTo(401);
    }

    @Test
    void theServicePolicyMayNotReadTheRegistry(LocalHub hub, HubDevice device) {
        ServiceClients.trust(hub);
        RegistryClient registry =
                new RegistryClient(ServiceClients.address(hub), ServiceClients.sas(hub.serviceConnectionString()));

        IotHubException refused =
                catchThrowableOfType(IotHubUnauthorizedException.class, () -> registry.getDevice(device.deviceId()));

        assertThat(refused).hasMessageContaining("does not allow REGISTRY_READ");
    }
}
