package io.deckhand.testkit.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.fixture.HubFixture;
import io.deckhand.testkit.fixture.PahoDevice;
import io.deckhand.testkit.fixture.PlainHttp;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The hub says who came, who went, and why somebody was not let in, on every protocol. */
class ConnectionJournalOfHubTest {
    @AutoClose
    private final LocalHub hub = LocalHub.builder().web(0).start();

    @ParameterizedTest
    @EnumSource(
            value = IotHubClientProtocol.class,
            names = {"MQTT", "AMQPS"})
    void aDeviceComesAndGoes(IotHubClientProtocol protocol) throws Exception {
        String name = protocol == IotHubClientProtocol.MQTT ? "MQTT" : "AMQP";
        DeviceClient client = HubFixture.client(hub, hub.createDevice("fan").connectionString(), protocol);
        client.open(false);
        await(entry -> is(entry, "connected", name, "fan") && detail(entry).startsWith("from 127."));

        client.close();

        await(entry -> is(entry, "disconnected", name, "fan"));
    }

    @Test
    void aHubThatEndsAConnectionSaysWhy() throws Exception {
        HubDevice fan = hub.createDevice("fan");
        DeviceClient client = HubFixture.client(hub, fan.connectionString());
        client.open(false);

        fan.disable();

        await(entry -> is(entry, "disconnected", "MQTT", "fan")
                && detail(entry).equals("its identity was disabled or deleted"));
        client.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = IotHubClientProtocol.class,
            names = {"MQTT", "AMQPS", "HTTPS"})
    void aDeviceWithAWrongKeyIsRefusedWithTheReason(IotHubClientProtocol protocol) throws Exception {
        String stranger =
                hub.createDevice("fan").connectionString().replaceAll("SharedAccessKey=.*", "SharedAccessKey=AAAA");
        DeviceClient client = HubFixture.client(hub, stranger, protocol);

        try {
            client.open(false);
            client.sendEvent(new Message("never"));
        } catch (IotHubClientException expected) {
            // What the device learns is not what is tested here.
        }

        await(entry -> entry.path("kind").asText().equals("refused")
                && entry.path("client").asText().equals("fan")
                && detail(entry).contains("not signed with a key"));
        client.close();
    }

    @Test
    void aRegistrationThatIsRefusedIsThereWithTheReason() throws Exception {
        String path = "/" + hub.enrollments().idScope() + "/registrations/stranger/register?api-version=2019-03-31";
        String token =
                PahoDevice.token(hub.enrollments().idScope() + "/registrations/stranger", "AAAA", "&skn=registration");

        assertThat(new PlainHttp(hub, token).send("PUT", path, "{}").statusCode())
                .isEqualTo(401);

        await(entry -> is(entry, "refused", "provisioning", "stranger")
                && detail(entry).contains("No enrollment of 'stranger'"));
    }

    @Test
    void aBackEndWithoutATokenIsRefusedWithTheReason() throws Exception {
        HttpClient http = HttpClient.newBuilder().sslContext(hub.sslContext()).build();
        URI devices =
                URI.create("https://" + hub.hostName() + ":" + hub.ports().https() + "/devices?api-version=2021-04-12");

        assertThat(http.send(HttpRequest.newBuilder(devices).build(), BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(401);

        await(entry ->
                entry.path("kind").asText().equals("refused") && detail(entry).contains("no Authorization header"));
    }

    private void await(Predicate<JsonNode> which) {
        Awaitility.await().untilAsserted(() -> assertThat(journal()).anyMatch(which));
    }

    private static boolean is(JsonNode entry, String kind, String protocol, String client) {
        return entry.path("kind").asText().equals(kind)
                && entry.path("protocol").asText().equals(protocol)
                && entry.path("client").asText().equals(client);
    }

    private static String detail(JsonNode entry) {
        return entry.path("detail").asText();
    }

    private List<JsonNode> journal() throws Exception {
        URI link = hub.web().orElseThrow();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + link.getAuthority() + "/api/service/%24deckhand/journal"))
                .header("Authorization", "Bearer " + link.getQuery().substring("token=".length()))
                .build();
        String body = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        List<JsonNode> entries = new ArrayList<>();
        new ObjectMapper().readTree(body).forEach(entries::add);
        return entries;
    }
}
