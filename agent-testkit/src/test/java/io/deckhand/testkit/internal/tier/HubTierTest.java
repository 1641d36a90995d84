package io.deckhand.testkit.internal.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.IotHubStatusCode;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubTooManyDevicesException;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;
import com.microsoft.azure.sdk.iot.service.twin.DeviceCapabilities;
import com.microsoft.azure.sdk.iot.service.twin.Twin;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubTier;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.fixture.HubFixture;
import io.deckhand.testkit.fixture.MovableClock;
import io.deckhand.testkit.fixture.PahoDevice;
import io.deckhand.testkit.fixture.PlainHttp;
import io.deckhand.testkit.fixture.RawAmqp;
import io.deckhand.testkit.fixture.ServiceClients;
import io.deckhand.testkit.internal.HubException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class HubTierTest {
    private static final int TIMEOUT = 30_000;

    @Test
    void aBasicHubTakesTelemetryAndIdentitiesAndNothingThatLeadsToDevices() throws Exception {
        try (LocalHub hub = LocalHub.builder().tier(HubTier.B1).start()) {
            HubDevice fan = hub.createDevice("fan");
            RegistryClient registry = ServiceClients.registry(hub);
            registry.addDevice(new Device("pump"));
            Device edge = new Device("edge");
            DeviceCapabilities capabilities = new DeviceCapabilities();
            capabilities.setIotEdge(true);
            edge.setCapabilities(capabilities);
            Twin change = new Twin("fan");
            change.getTags().put("floor", 2);
            List<ThrowingCallable> refused = List.of(
                    () -> registry.addDevice(edge),
                    () -> ServiceClients.twins(hub).get("fan"),
                    () -> ServiceClients.twins(hub).patch(change),
                    () -> ServiceClients.methods(hub).invoke("fan", "reboot"),
                    () -> ServiceClients.jobs(hub)
                            .scheduleUpdateTwin("job", "*", change, Date.from(Instant.now()), 60));

            for (ThrowingCallable call : refused) {
                assertThat(catchThrowableOfType(IotHubTooManyDevicesException.class, call))
                        .hasMessageContaining("are not available in tier B1");
            }
            for (String path : List.of("/devices/fan/commands", "/configurations/c")) {
                var answer = PlainHttp.ofOwner(hub).send("DELETE", path, "");
                assertThat(answer.statusCode()).as(path).isEqualTo(403);
                assertThat(answer.body()).contains("OperationNotAvailableInCurrentTier");
            }
            assertThat(ServiceClients.queries(hub)
                            .queryTwins("SELECT * FROM devices")
                            .next()
                            .getDeviceId())
                    .isEqualTo("fan");
            assertThat(registry.exportDevices(hub.blobContainer("all").toString(), true)
                            .getJobId())
                    .isNotEmpty();
            DeviceClient client = HubFixture.client(hub, fan.connectionString(), IotHubClientProtocol.AMQPS);
            client.open(false);
            client.sendEvent(new Message("hello"), TIMEOUT);
            client.close();
            assertThat(fan.telemetry()).hasSize(1);
        }
    }

    @Test
    void aBasicHubRefusesTwinsOfDevicesAndMessagesToThem() throws Exception {
        try (LocalHub hub = LocalHub.builder()
                .tier(HubTier.B2)
                .acknowledgeAfter(Duration.ofMillis(40))
                .start()) {
            HubDevice fan = hub.createDevice("fan");
            DeviceClient mqtt = HubFixture.client(hub, fan.connectionString());
            mqtt.open(false);
            mqtt.subscribeToDesiredProperties((twin, context) -> {}, null);
            assertThat(catchThrowableOfType(
                                    IotHubClientException.class,
                                    () -> HubFixture.answered(() -> mqtt.getTwin(HubFixture.ANSWER_MILLIS)))
                            .getStatusCode())
                    .isEqualTo(IotHubStatusCode.QUOTA_EXCEEDED); // As this client calls every 403.
            mqtt.close();
            try (RawAmqp amqp = RawAmqp.openPlain(hub, "fan@sas.hub", PahoDevice.token(hub, fan))) {
                for (String part : List.of("twin", "methods/devicebound")) {
                    amqp.receiver("/devices/fan/" + part, 1);
                    assertThat(amqp.refusal().getCondition().toString()).isEqualTo("amqp:not-allowed");
                }
            }
            String service = ServiceClients.sas(hub.serviceConnectionString()).getSignature();
            try (RawAmqp amqp = RawAmqp.openPlain(hub, "service@sas.root.hub", service)) {
                amqp.sender("/messages/devicebound");
                assertThat(amqp.refusal().getDescription())
                        .contains("Cloud-to-device messages are not available in tier B2");
            }
        }
    }

    @Test
    void whenTheMessagesOfADayAreUsedUpDevicesAreRefused() throws Exception {
        try (LocalHub hub = LocalHub.builder().tier(HubTier.F1).start()) {
            HubDevice fan = hub.createDevice("fan");
            PlainHttp http = PlainHttp.of(hub, fan);
            String path = "/devices/fan/messages/events?api-version=2021-04-12";
            String large = "x".repeat(250 * 1024);
            for (int i = 0; i < 16; i++) {
                assertThat(http.send("POST", path, large).statusCode()).isEqualTo(204);
            }

            var refused = http.send("POST", path, "");
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.headers().firstValue("iothub-errorcode")).contains("IotHubQuotaExceeded");
            DeviceClient client = HubFixture.client(hub, fan.connectionString(), IotHubClientProtocol.AMQPS);
            client.open(false);
            assertThatThrownBy(() -> client.sendEvent(new Message("x"), TIMEOUT))
                    .isInstanceOf(IotHubClientException.class);
            client.close();
            assertThat(fan.telemetry()).hasSize(16);
            assertThat(catchThrowableOfType(
                            IotHubTooManyDevicesException.class,
                            () -> ServiceClients.twins(hub).get("fan")))
                    .hasMessageContaining("IotHubQuotaExceeded");
            hub.routing().enrich("a", "1").enrich("b", "2");
            assertThatThrownBy(() -> hub.routing().enrich("c", "3")).hasMessageContaining("at most 2 enrichments");
        }
    }

    @Test
    void aMessageCountsByItsSizeAndTheNextDayBeginsAtZero() {
        MovableClock clock = new MovableClock();
        TierRules rules = new TierRules(HubTier.F1, clock);
        rules.count(8_000L * 512 - 1);

        assertThatThrownBy(() -> rules.count(0))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("The 8000 messages of 512 bytes that tier F1 accepts a day are used up");
        clock.forward(Duration.ofDays(1));
        rules.count(513, 0);
        rules.count(7_997L * 512);
        assertThatThrownBy(() -> rules.count(1)).isInstanceOf(HubException.class);
    }

    @Test
    void aFreeHubHasFiveHundredDevices() {
        try (LocalHub hub = LocalHub.builder().tier(HubTier.F1).start()) {
            for (int i = 0; i < 500; i++) {
                hub.createDevice("d" + i);
            }

            assertThatThrownBy(() -> hub.createDevice("d500")).hasMessage("Tier F1 has at most 500 device identities.");
        }
    }
}
