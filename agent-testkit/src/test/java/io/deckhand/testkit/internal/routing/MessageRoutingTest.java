package io.deckhand.testkit.internal.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.service.jobs.ScheduledJobsClient;
import com.microsoft.azure.sdk.iot.service.twin.Twin;
import com.microsoft.azure.sdk.iot.service.twin.TwinClient;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubModule;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.MessageRouting;
import io.deckhand.testkit.RouteSource;
import io.deckhand.testkit.TelemetryMessage;
import io.deckhand.testkit.fixture.HubFixture;
import io.deckhand.testkit.fixture.PlainHttp;
import io.deckhand.testkit.fixture.ServiceClients;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MessageRoutingTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @AutoClose
    @SuppressWarnings("NullAway.Init") // Each test starts it with its own routes.
    private LocalHub hub;

    @Test
    void withoutRoutesOnlyTelemetryArrives() throws Exception {
        start(routing -> {});
        HubDevice fan = hub.createDevice("fan");
        fan.patchDesired("{\"speed\":3}");
        send(fan, "{}");
        fan.delete();

        assertThat(hub.routing().events()).isEmpty();
        assertThat(hub.telemetry()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void connectionsAreEventsOverEveryProtocol(IotHubClientProtocol protocol) throws Exception {
        start(routing -> routing.route("connections", RouteSource.DEVICE_CONNECTION_STATE_EVENTS));
        HubDevice fan = hub.createDevice("fan");
        DeviceClient client = HubFixture.client(hub, fan.connectionString(), protocol);
        client.open(false);
        client.close();

        await().until(() -> hub.routing().events().size() == 2);
        assertThat(opTypes()).containsExactly("deviceConnected", "deviceDisconnected");
        assertThat(fan.telemetry()).isEmpty();
    }

    @Test
    void anUpdateHasTheChangedPropertiesAndAReplacementTheWholeTwin() throws Exception {
        start(routing -> routing.route("twins", RouteSource.TWIN_CHANGE_EVENTS));
        HubDevice fan = hub.createDevice("fan");
        HubModule module = fan.createModule("filter");
        module.patchDesired("{\"a\":{\"b\":1,\"c\":2}}");
        module.patchDesired("{\"a\":{\"c\":null}}");
        TwinClient twins = ServiceClients.twins(hub);
        Twin twin = twins.get("fan");
        twin.getDesiredProperties().put("speed", 5);
        twins.replace(twin);

        List<TelemetryMessage> events = hub.routing().events();
        assertThat(opTypes()).containsExactly("updateTwin", "updateTwin", "replaceTwin");
        assertThat(events.get(0).properties()).containsEntry("moduleId", "filter");
        assertThat(events.get(0).systemProperties()).containsEntry("iothub-connection-module-id", "filter");
        JsonNode deleted = JSON.readTree(events.get(1).text());
        assertThat(deleted.at("/properties/desired/a")).hasToString("{\"c\":null}");
        assertThat(deleted.at("/properties/desired/$version").asInt()).isEqualTo(3);
        assertThat(deleted.at("/properties/desired/$metadata/a/$lastUpdatedVersion")
                        .asInt())
                .isEqualTo(3);
        assertThat(deleted.has("tags")).isFalse();
        JsonNode replaced = JSON.readTree(events.get(2).text());
        assertThat(replaced.path("deviceId").asText()).isEqualTo("fan");
        assertThat(replaced.at("/properties/desired/speed").asInt()).isEqualTo(5);
        assertThat(replaced.at("/properties").has("reported")).isTrue();
    }

    @Test
    void aJobIsAnEventOfEachDeviceWhenItBeginsAndEnds() throws Exception {
        start(routing -> routing.route("jobs", RouteSource.DEVICE_JOB_LIFECYCLE_EVENTS));
        hub.createDevice("fan");
        ScheduledJobsClient jobs = ServiceClients.jobs(hub);
        Twin change = new Twin("fan");
        change.getTags().put("floor", 2);
        change.setETag("*");

        jobs.scheduleUpdateTwin("update", "deviceId = 'fan'", change, Date.from(Instant.now()), 60);

        await().until(() -> hub.routing().events().size() == 2);
        assertThat(opTypes()).containsExactly("startDeviceJob", "completeDeviceJob");
        JsonNode ended = JSON.readTree(hub.routing().events().get(1).text());
        assertThat(ended.path("jobId").asText()).isEqualTo("update");
        assertThat(ended.path("status").asText()).isEqualTo("completed");
    }

    @Test
    void routesDecideWhichTelemetryArrivesOnceTheFallbackIsOff() throws Exception {
        start(routing -> routing.fallback(false)
                .route(
                        "hot",
                        RouteSource.DEVICE_MESSAGES,
                        "$body.temperature > 30 AND $contentType = 'application/json'")
                .route("alerts", RouteSource.DEVICE_MESSAGES, "LEVEL = 'critical'")
                .route("ground", RouteSource.DEVICE_MESSAGES, "$twin.tags.floor = 0")
                .route("never", RouteSource.DEVICE_MESSAGES));
        hub.routing().enable("never", false);
        HubDevice fan = hub.createDevice("fan");
        HubDevice pump = hub.createDevice("pump");
        pump.patchTags("{\"floor\":0}");

        send(fan, "{\"temperature\":20}");
        send(fan, "{\"temperature\":31,\"n\":1}");
        Message alert = new Message("alert");
        alert.setProperty("level", "critical");
        send(fan, alert);
        send(fan, new Message("{\"temperature\":40}"));
        send(pump, "{}");

        assertThat(hub.telemetry())
                .extracting(TelemetryMessage::text)
                .containsExactly("{\"temperature\":31,\"n\":1}", "alert", "{}");
        hub.routing().enable("never", true);
        send(fan, "{\"temperature\":21}");
        assertThat(hub.telemetry()).hasSize(4);
    }

    @Test
    void enrichmentsAreAddedAndRoutesSurviveARestart() throws Exception {
        start(routing -> routing.enrich("site", "north")
                .enrich("speed", "$twin.properties.desired.speed")
                .enrich("where", "$twin.tags.where")
                .enrich("none", "$twin.tags.none"));
        hub.restart();
        HubDevice fan = hub.createDevice("fan");
        fan.patchDesired("{\"speed\":3}");
        fan.patchTags("{\"where\":{\"floor\":2}}");

        send(fan, "{}");

        assertThat(hub.telemetry())
                .singleElement()
                .satisfies(message -> assertThat(message.properties())
                        .containsEntry("site", "north")
                        .containsEntry("speed", "3")
                        .containsEntry("where", "{\"floor\":2}")
                        .containsEntry("none", "$twin.tags.none"));
    }

    @Test
    void whatCannotBeARouteOrAnEnrichmentIsRefused() throws Exception {
        start(routing -> {});
        MessageRouting routing = hub.routing();

        assertThatThrownBy(() -> routing.route("a b", RouteSource.DEVICE_MESSAGES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a b' is not a name for a route");
        assertThatThrownBy(() -> routing.route("x", RouteSource.DEVICE_MESSAGES, "level = "))
                .hasMessageContaining("position");
        assertThatThrownBy(() -> routing.remove("x")).hasMessage("No route 'x'. Known: none.");
        assertThatThrownBy(() -> routing.enrich("k", "$twin.speed")).hasMessageContaining("$twin.tags.x");
        for (int i = 0; i < 10; i++) {
            routing.enrich("k" + i, "v");
        }
        assertThatThrownBy(() -> routing.enrich("k10", "v")).hasMessageContaining("at most 10 enrichments");
        assertThatThrownBy(() -> RouteSource.of("devicemessage")).hasMessageContaining("Known: DeviceMessages");
        var refused = PlainHttp.ofOwner(hub)
                .send(
                        "PUT",
                        "/$deckhand/routing/routes",
                        "{\"name\":\"x\",\"source\":\"DeviceMessages\",\"endpoint\":\"queue\"}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("routes to 'events' only");
    }

    private void start(Consumer<MessageRouting> setup) {
        hub = LocalHub.builder().routing(setup).start();
    }

    private List<String> opTypes() {
        return hub.routing().events().stream()
                .map(event -> event.properties().get("opType"))
                .toList();
    }

    private void send(HubDevice device, String json) throws Exception {
        Message message = new Message(json);
        message.setContentType("application/json");
        message.setContentEncoding("utf-8");
        send(device, message);
    }

    private void send(HubDevice device, Message message) throws Exception {
        DeviceClient client = HubFixture.client(hub, device.connectionString(), IotHubClientProtocol.AMQPS);
        client.open(false);
        client.sendEvent(message, 30_000);
        client.close();
    }
}
