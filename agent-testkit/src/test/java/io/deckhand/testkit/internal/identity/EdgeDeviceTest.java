package io.deckhand.testkit.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.microsoft.azure.sdk.iot.service.exceptions.IotHubBadFormatException;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.Module;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;
import com.microsoft.azure.sdk.iot.service.twin.DeviceCapabilities;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.fixture.PlainHttp;
import io.deckhand.testkit.fixture.ServiceClients;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edge devices: their scope, the modules of their runtime, and the devices that connect through them. */
@LocalHubTest
class EdgeDeviceTest {
    @Test
    void anEdgeDeviceHasAScopeAndTheModulesOfItsRuntime(LocalHub hub) throws Exception {
        RegistryClient registry = ServiceClients.registry(hub);

        Device edge = registry.addDevice(edge("gateway"));

        assertThat(edge.getCapabilities().isIotEdge()).isTrue();
        assertThat(edge.getScope()).isEqualTo("ms-azure-iot-edge://gateway-" + edge.getGenerationId());
        assertThat(edge.getParentScopes()).isEmpty();
        assertThat(registry.getModulesOnDevice("gateway"))
                .extracting(Module::getId, Module::getManagedBy)
                .containsExactly(tuple("$edgeAgent", "iotEdge"), tuple("$edgeHub", "iotEdge"));
        assertThat(registry.getDevice("gateway").getScope()).isEqualTo(edge.getScope());
    }

    @Test
    void aDeviceTakesTheScopeOfTheEdgeDeviceItConnectsThrough(LocalHub hub) throws Exception {
        RegistryClient registry = ServiceClients.registry(hub);
        String scope = registry.addDevice(edge("parent")).getScope();
        Device leaf = new Device("leaf");
        leaf.setScope(scope);

        Device created = registry.addDevice(leaf);

        assertThat(created.getScope()).isEqualTo(scope);
        assertThat(created.getParentScopes()).containsExactly(scope);
        assertThat(created.getCapabilities().isIotEdge()).isFalse();
        assertThat(registry.getModulesOnDevice("leaf")).isEmpty();
        assertThat(PlainHttp.ofOwner(hub).get("/twins/leaf").body()).contains("\"deviceScope\":\"" + scope + "\"");
    }

    @Test
    void anEdgeDeviceMayStandBelowAnother(LocalHub hub) throws Exception {
        RegistryClient registry = ServiceClients.registry(hub);
        String scope = registry.addDevice(edge("upper")).getScope();
        Device lower = edge("lower");
        lower.getParentScopes().add(scope);

        Device created = registry.addDevice(lower);

        assertThat(created.getScope()).startsWith("ms-azure-iot-edge://lower-");
        assertThat(created.getParentScopes()).containsExactly(scope);
    }

    @Test
    void aScopeOfNoEdgeDeviceIsRefused(LocalHub hub) throws Exception {
        Device leaf = new Device("astray");
        leaf.setScope("ms-azure-iot-edge://nobody-1");

        assertThat(catchThrowableOfType(
                        IotHubBadFormatException.class,
                        () -> ServiceClients.registry(hub).addDevice(leaf)))
                .hasMessageContaining("No edge device has the scope 'ms-azure-iot-edge://nobody-1'");
    }

    @Test
    void aDeviceMayBecomeAnEdgeDeviceAndCeaseToBeOne(LocalHub hub, HubDevice device) throws Exception {
        RegistryClient registry = ServiceClients.registry(hub);
        Device edge = registry.getDevice(device.deviceId());
        edge.setCapabilities(capabilities(true));

        edge = registry.updateDevice(edge);
        assertThat(edge.getScope()).startsWith("ms-azure-iot-edge://");
        assertThat(registry.getModulesOnDevice(device.deviceId())).hasSize(2);

        edge.setCapabilities(capabilities(false));
        edge.setScope(null);
        assertThat(registry.updateDevice(edge).getScope()).isNull();
        assertThat(registry.getModulesOnDevice(device.deviceId())).isEmpty();
    }

    @Test
    void edgeDevicesComeBackWithTheHub(@TempDir Path directory) throws Exception {
        String scope;
        try (LocalHub hub = LocalHub.builder().dataDirectory(directory).start()) {
            scope = ServiceClients.registry(hub).addDevice(edge("kept")).getScope();
        }
        try (LocalHub hub = LocalHub.builder().dataDirectory(directory).start()) {
            Device kept = ServiceClients.registry(hub).getDevice("kept");
            assertThat(kept.getScope()).isEqualTo(scope);
            assertThat(kept.getCapabilities().isIotEdge()).isTrue();
        }
    }

    private static Device edge(String id) {
        Device device = new Device(id);
        device.setCapabilities(capabilities(true));
        return device;
    }

    private static DeviceCapabilities capabilities(boolean edge) {
        DeviceCapabilities capabilities = new DeviceCapabilities();
        capabilities.setIotEdge(edge);
        return capabilities;
    }
}
