package io.deckhand.testkit.internal.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.microsoft.azure.sdk.iot.service.configurations.Configuration;
import com.microsoft.azure.sdk.iot.service.configurations.ConfigurationContent;
import com.microsoft.azure.sdk.iot.service.configurations.ConfigurationMetrics;
import com.microsoft.azure.sdk.iot.service.configurations.ConfigurationsClient;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubBadFormatException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubConflictException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubNotFoundException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubPreconditionFailedException;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.twin.DeviceCapabilities;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.fixture.ServiceClients;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The unmodified {@code ConfigurationsClient} against the hub. */
@LocalHubTest
class ConfigurationsClientTest {
    @Test
    void aConfigurationComesBackAsItWasSent(LocalHub hub) throws Exception {
        ConfigurationsClient client = ServiceClients.configurations(hub);
        Configuration wanted = configuration("chillers", "tags.room='7'");
        wanted.setLabels(new HashMap<>(Map.of("team", "blue")));
        ConfigurationMetrics metrics = new ConfigurationMetrics();
        metrics.setQueries(new HashMap<>(Map.of("on", "SELECT deviceId FROM devices WHERE tags.on = true")));
        wanted.setMetrics(metrics);
        client.create(wanted);

        Configuration read = client.get("chillers");

        assertThat(read.getTargetCondition()).isEqualTo("tags.room='7'");
        assertThat(read.getPriority()).isEqualTo(5);
        assertThat(read.getLabels()).containsEntry("team", "blue");
        assertThat(read.getMetrics().getQueries()).containsKey("on");
        assertThat(read.getContent().getDeviceContent())
                .containsEntry("properties.desired.climate", Map.of("target", 4.0));
        assertThat(read.getCreatedTimeUtc()).isNotNull();
    }

    @Test
    void aConfigurationIsReplacedListedAndRemoved(LocalHub hub) throws Exception {
        ConfigurationsClient client = ServiceClients.configurations(hub);
        Configuration created = client.create(configuration("changing", "*"));
        created.setPriority(9);

        Configuration replaced = client.replace(created);

        assertThat(replaced.getPriority()).isEqualTo(9);
        assertThat(replaced.getEtag()).isNotEqualTo(created.getEtag());
        assertThat(client.get(20)).extracting(Configuration::getId).contains("changing");
        assertThat(catchThrowableOfType(IotHubPreconditionFailedException.class, () -> client.delete(created)))
                .isNotNull();
        client.delete("changing");
        assertThat(catchThrowableOfType(IotHubNotFoundException.class, () -> client.get("changing")))
                .isNotNull();
    }

    @Test
    void whatNoConfigurationCanBeIsRefused(LocalHub hub) throws Exception {
        ConfigurationsClient client = ServiceClients.configurations(hub);
        client.create(configuration("once", "*"));

        assertThat(catchThrowableOfType(IotHubConflictException.class, () -> client.create(configuration("once", "*"))))
                .isNotNull();
        assertThat(catchThrowableOfType(
                        IotHubBadFormatException.class, () -> client.create(configuration("bad", "tags.room ="))))
                .hasMessageContaining("Query syntax error");
        assertThat(catchThrowableOfType(
                        IotHubBadFormatException.class, () -> client.create(configuration("Capitals", "*"))))
                .hasMessageContaining("is not a configuration id");
    }

    @Test
    void contentIsAppliedToOneEdgeDeviceAndItsModules(LocalHub hub, HubDevice device) throws Exception {
        Device edge = ServiceClients.registry(hub).getDevice(device.deviceId());
        edge.setCapabilities(new DeviceCapabilities());
        edge.getCapabilities().setIotEdge(true);
        ServiceClients.registry(hub).updateDevice(edge);
        ConfigurationContent content = new ConfigurationContent();
        content.setDeviceContent(new HashMap<>(Map.of("properties.desired.climate", Map.of("target", 4.0))));
        content.setModulesContent(new HashMap<>(
                Map.of("camera", new HashMap<>(Map.of("properties.desired", Map.of("zoom", 2.0))))));

        ServiceClients.configurations(hub).applyConfigurationContentOnDevice(device.deviceId(), content);

        assertThat(device.desired()).contains("\"climate\":{\"target\":4.0}");
        assertThat(ServiceClients.twins(hub).get(device.deviceId(), "camera").getDesiredProperties())
                .containsEntry("zoom", 2.0);
    }

    @Test
    void contentForWhatIsNoEdgeDeviceIsRefused(LocalHub hub, HubDevice device) {
        ConfigurationContent content = new ConfigurationContent();
        content.setDeviceContent(new HashMap<>(Map.of("properties.desired.climate", 4)));

        assertThat(catchThrowableOfType(
                        IotHubBadFormatException.class,
                        () -> ServiceClients.configurations(hub)
                                .applyConfigurationContentOnDevice(device.deviceId(), content)))
                .hasMessageContaining("is not an edge device");
        assertThat(device.desired()).doesNotContain("climate");
    }

    private static Configuration configuration(String id, String condition) {
        Configuration configuration = new Configuration(id);
        configuration.setTargetCondition(condition);
        configuration.setPriority(5);
        ConfigurationContent content = new ConfigurationContent();
        content.setDeviceContent(new HashMap<>(Map.of("properties.desired.climate", Map.of("target", 4.0))));
        configuration.setContent(content);
        return configuration;
    }
}
