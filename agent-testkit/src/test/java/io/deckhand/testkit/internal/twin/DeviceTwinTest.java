package io.deckhand.testkit.internal.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubStatusCode;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.twin.Twin;
import com.microsoft.azure.sdk.iot.device.twin.TwinCollection;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubFailure;
import io.deckhand.testkit.fixture.HubFixture;
import io.deckhand.testkit.internal.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DeviceTwinTest {
    @RegisterExtension
    final HubFixture fixture = new HubFixture();

    private final Queue<Twin> desiredChanges = new ConcurrentLinkedQueue<>();
    private HubDevice device;

    @BeforeEach
    void createDevice() {
        device = fixture.hub().createDevice("d1");
    }

    @Test
    void aDeviceReadsItsTwin() throws Exception {
        device.patchDesired("{\"target\":21.5}");

        Twin twin = twinOf(subscribed());

        assertThat(twin.getDesiredProperties().get("target")).isEqualTo(21.5);
        assertThat(twin.getDesiredProperties().getVersion()).isEqualTo(2);
        assertThat(twin.getReportedProperties().getVersion()).isEqualTo(1);
    }

    @Test
    void reportedPropertiesAreMergedAndNullDeletes() throws Exception {
        DeviceClient client = subscribed();

        HubFixture.report(client, device, reported("a", 1, "b", Map.of("c", 2, "d", 3)));
        Map<String, Object> withoutC = new HashMap<>();
        withoutC.put("c", null);
        TwinCollection second = reported("b", withoutC);
        second.put("a", null);
        HubFixture.report(client, device, second);

        assertThat(device.reported()).isEqualTo("{\"b\":{\"d\":3},\"$version\":3}");
    }

    @Test
    void aDesiredChangeIsPushed() throws Exception {
        subscribed();

        device.patchDesired("{\"target\":{\"low\":18,\"high\":24}}");
        device.patchDesired("{\"target\":{\"low\":null}}");

        await().until(() -> desiredChanges.size() == 2);
        assertThat(desiredChanges.remove().getDesiredProperties().getVersion()).isEqualTo(2);
        assertThat(desiredChanges.remove().getDesiredProperties().getVersion()).isEqualTo(3);
        assertThat(device.desired()).isEqualTo("{\"target\":{\"high\":24},\"$version\":3}");
    }

    @Test
    void aDesiredChangeWhileOfflineIsSeenInTheNextTwin() throws Exception {
        subscribed();
        fixture.hub().faults().cut(device);
        await().until(() -> !device.isConnected());

        device.patchDesired("{\"target\":19}");

        Twin twin = twinOf(subscribed());
        assertThat(twin.getDesiredProperties().get("target")).isEqualTo(19L);
        assertThat(desiredChanges).isEmpty();
    }

    @Test
    void backEndsSeeMetadataAndTags() throws Exception {
        HubFixture.report(subscribed(), device, reported("on", true));
        device.patchTags("{\"room\":\"lab\"}");
        device.patchDesired("{\"a\":{\"b\":1}}");

        JsonNode twin = Json.parse(device.twin());

        assertThat(twin.at("/tags/room").asText()).isEqualTo("lab");
        assertThat(twin.at("/etag").asText()).isEqualTo("AAAAAAAAAAM=");
        assertThat(twin.at("/version").asInt()).isEqualTo(4);
        assertThat(twin.at("/connectionState").asText()).isEqualTo("Connected");
        assertThat(twin.at("/properties/desired/$metadata/a/b/$lastUpdatedVersion")
                        .asInt())
                .isEqualTo(2);
        assertThat(twin.at("/properties/reported/$metadata/on/$lastUpdated").asText())
                .endsWith("Z");
        assertThat(twin.at("/properties/reported/$metadata/on/$lastUpdatedVersion")
                        .isMissingNode())
                .isTrue();
    }

    @Test
    void anUnexpectedVersionIsAPreconditionThatFailed() throws Exception {
        DeviceClient client = subscribed();
        TwinCollection patch = reported("a", 1);
        patch.setVersion(7);

        assertRefused(IotHubStatusCode.PRECONDITION_FAILED, client, patch);
        patch.setVersion(1);
        HubFixture.report(client, device, patch);
        assertThat(device.reported()).isEqualTo("{\"a\":1,\"$version\":2}");
    }

    @Test
    void reportedPropertiesThatAreTooDeepAreRefused() throws Exception {
        DeviceClient client = subscribed();

        HubFixture.report(client, device, reported("level1", nested(2, 10)));

        assertRefused(IotHubStatusCode.BAD_FORMAT, client, reported("level1", nested(2, 11)));
        assertThat(device.isConnected()).isTrue();
    }

    @Test
    void reportedPropertiesThatAreTooLargeAreRefused() throws Exception {
        DeviceClient client = subscribed();
        TwinCollection large = new TwinCollection();
        for (int i = 0; i < 9; i++) {
            large.put("p" + i, "x".repeat(4000));
        }

        assertRefused(IotHubStatusCode.REQUEST_ENTITY_TOO_LARGE, client, large);
        assertRefused(IotHubStatusCode.BAD_FORMAT, client, reported("long", "x".repeat(4097)));
        assertThat(device.reported()).isEqualTo("{\"$version\":1}");
    }

    @Test
    void aBackEndCannotWriteWhatATwinMayNotHold() {
        assertThatThrownBy(() -> device.patchDesired("{\"a.b\":1}"))
                .isInstanceOf(HubFailure.class)
                .hasMessageContaining("'a.b'");
        assertThatThrownBy(() -> device.patchTags("{\"a\":[1,null]}")).hasMessageContaining("null in it");
        assertThatThrownBy(() -> device.patchTags("[]")).hasMessageContaining("must be a JSON object");
        assertThatThrownBy(() -> device.patchDesired("{\"a\":4503599627370496}"))
                .hasMessageContaining("integer");
    }

    private DeviceClient subscribed() throws Exception {
        DeviceClient client = fixture.open(device);
        client.subscribeToDesiredProperties((twin, context) -> desiredChanges.add(twin), null);
        return client;
    }

    private static Twin twinOf(DeviceClient client) throws Exception {
        return HubFixture.answered(() -> client.getTwin(HubFixture.ANSWER_MILLIS));
    }

    private static TwinCollection reported(Object... namesAndValues) {
        TwinCollection collection = new TwinCollection();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            collection.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return collection;
    }

    private static Map<String, Object> nested(int level, int deepest) {
        return Map.of("level" + level, level == deepest ? Map.of("value", 1) : nested(level + 1, deepest));
    }

    private static void assertRefused(IotHubStatusCode code, DeviceClient client, TwinCollection patch) {
        assertThatThrownBy(() ->
                        HubFixture.answered(() -> client.updateReportedProperties(patch, HubFixture.ANSWER_MILLIS)))
                .isInstanceOfSatisfying(
                        IotHubClientException.class,
                        e -> assertThat(e.getStatusCode()).isEqualTo(code));
    }
}
