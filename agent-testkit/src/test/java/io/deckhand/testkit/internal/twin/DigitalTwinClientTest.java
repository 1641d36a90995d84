package io.deckhand.testkit.internal.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodResponse;
import com.microsoft.azure.sdk.iot.device.twin.TwinCollection;
import com.microsoft.azure.sdk.iot.service.digitaltwin.DigitalTwinClient;
import com.microsoft.azure.sdk.iot.service.digitaltwin.UpdateOperationUtility;
import com.microsoft.azure.sdk.iot.service.digitaltwin.serialization.BasicDigitalTwin;
import com.microsoft.rest.RestException;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.fixture.HubFixture;
import io.deckhand.testkit.fixture.ServiceClients;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The unmodified {@code DigitalTwinClient} against the hub, and a Plug and Play device behind it. */
@LocalHubTest
class DigitalTwinClientTest {
    private static final String MODEL = "dtmi:com:example:Thermostat;1";

    @Test
    void whatWasAskedForAndWhatTheDeviceSaysStandSideBySide(LocalHub hub, HubDevice device) throws Exception {
        device.patchDesired("{\"target\":21,\"pump\":{\"__t\":\"c\",\"speed\":3}}");
        try (PnpDevice thermostat = new PnpDevice(hub, device)) {
            TwinCollection reported = new TwinCollection();
            reported.put("target", Map.of("value", 21, "ac", 200, "av", 2, "ad", "reached"));
            reported.put("serial", "A-7");
            reported.put("pump", Map.of("__t", "c", "speed", Map.of("value", 2, "ac", 202, "av", 2)));
            thermostat.report(reported);
        }

        BasicDigitalTwin twin =
                ServiceClients.digitalTwins(hub).getDigitalTwin(device.deviceId(), BasicDigitalTwin.class);

        assertThat(twin.getId()).isEqualTo(device.deviceId());
        assertThat(twin.getMetadata().getModelId()).isEqualTo(MODEL);
        assertThat(twin.getCustomProperties()).containsEntry("target", 21).containsEntry("serial", "A-7");
        assertThat(twin.getMetadata().getWriteableProperties().get("target"))
                .extracting("desiredValue", "desiredVersion", "ackCode", "ackVersion", "ackDescription")
                .containsExactly(21, 2, 200, 2, "reached");
        assertThat(twin.getCustomProperties())
                .extractingByKey("pump")
                .asString()
                .contains("speed=2", "desiredValue=3", "ackCode=202")
                .doesNotContain("__t");
    }

    @Test
    void aPatchAsksForPropertiesAlsoOfComponents(LocalHub hub, HubDevice device) throws Exception {
        DigitalTwinClient twins = ServiceClients.digitalTwins(hub);

        twins.updateDigitalTwin(
                device.deviceId(),
                new UpdateOperationUtility()
                        .appendAddPropertyOperation("/target", 20)
                        .appendAddPropertyOperation("/gone", 1)
                        .appendReplacePropertyOperation("/pump/speed", 4)
                        .appendAddComponentOperation("/lamp", new HashMap<>(Map.of("level", 7)))
                        .getUpdateOperations());
        twins.updateDigitalTwin(
                device.deviceId(),
                new UpdateOperationUtility()
                        .appendRemovePropertyOperation("/gone")
                        .getUpdateOperations());

        assertThat(device.desired())
                .contains("\"target\":20", "\"pump\":{\"__t\":\"c\",\"speed\":4}", "\"level\":7")
                .doesNotContain("gone", "$metadata");
    }

    @Test
    void commandsOfTheDeviceAndOfItsComponentsAreMethods(LocalHub hub, HubDevice device) throws Exception {
        DigitalTwinClient twins = ServiceClients.digitalTwins(hub);
        try (PnpDevice thermostat = new PnpDevice(hub, device)) {
            thermostat.answerWithNames();

            var ofDevice = twins.invokeCommand(device.deviceId(), "reboot", "5");
            var ofComponent = twins.invokeComponentCommand(device.deviceId(), "pump", "flush", "5");

            assertThat(ofDevice.getStatus()).isEqualTo(207);
            assertThat(ofDevice.getPayloadAsJsonString()).contains("reboot");
            assertThat(ofComponent.getPayloadAsJsonString()).contains("pump*flush");
        }
        assertThatThrownBy(() -> twins.invokeCommand(device.deviceId(), "reboot", "5"))
                .isInstanceOfSatisfying(
                        RestException.class,
                        e -> assertThat(e.response().code()).isEqualTo(404));
    }

    /** A device that says which model it implements. */
    private static final class PnpDevice implements AutoCloseable {
        private final DeviceClient client;
        private final HubDevice device;

        PnpDevice(LocalHub hub, HubDevice device) throws Exception {
            this.device = device;
            ClientOptions options = ClientOptions.builder()
                    .sslContext(hub.sslContext())
                    .modelId(MODEL)
                    .build();
            client = new DeviceClient(device.connectionString(), IotHubClientProtocol.MQTT, options);
            client.open(false);
        }

        void report(TwinCollection reported) throws Exception {
            client.subscribeToDesiredProperties((twin, context) -> {}, null);
            HubFixture.report(client, device, reported);
        }

        void answerWithNames() throws Exception {
            client.subscribeToMethods((name, message, context) -> new DirectMethodResponse(207, name), null);
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
