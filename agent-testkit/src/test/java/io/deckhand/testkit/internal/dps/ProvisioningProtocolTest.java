package io.deckhand.testkit.internal.dps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.fixture.PahoDevice;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;

/** What provisioning looks like on the wire. */
@LocalHubTest
class ProvisioningProtocolTest {
    private static final String ANSWERS = "$dps/registrations/res/#";
    private static final String REGISTER = "$dps/registrations/PUT/iotdps-register/?$rid=";
    private static final String STATUS = "$dps/registrations/GET/iotdps-get-operationstatus/?$rid=";
    private static final int NOT_AUTHORIZED = 5;
    private static final Duration SOON = Duration.ofSeconds(30);

    private final LocalHub hub;
    private final String idScope;

    ProvisioningProtocolTest(LocalHub hub) {
        this.hub = hub;
        idScope = hub.enrollments().idScope();
    }

    @Test
    void anOperationIsUnderWayAndThenAssigned() throws Exception {
        try (PahoDevice paho =
                connect("wire", hub.enrollments().individual("wire").create().primaryKey())) {
            paho.send(REGISTER + "7", "{\"registrationId\":\"wire\"}");
            PahoDevice.Received underWay = paho.next();
            assertThat(underWay.topic()).isEqualTo("$dps/registrations/res/202/?$rid=7&retry-after=1");
            assertThat(underWay.body()).contains("\"status\":\"assigning\"");

            paho.send(STATUS + "8&operationId=" + operationId(underWay.body()), "");
            PahoDevice.Received assigned = paho.next();
            assertThat(assigned.topic()).isEqualTo("$dps/registrations/res/200/?$rid=8");
            assertThat(assigned.body())
                    .contains(
                            "\"status\":\"assigned\"",
                            "\"registrationId\":\"wire\"",
                            "\"assignedHub\":\"" + hub.hostName() + "\"",
                            "\"deviceId\":\"wire\"",
                            "\"substatus\":\"initialAssignment\"",
                            "\"createdDateTimeUtc\":\"",
                            "\"etag\":\"");

            // The Node SDK takes leave so, and waits for an answer.
            paho.client().unsubscribe(ANSWERS);
            assertThat(paho.client().isConnected()).isTrue();
        }
    }

    @Test
    void whatIsNotAskedForRightIsRefusedWithAReason() throws Exception {
        String key = hub.enrollments().individual("asking").create().primaryKey();
        try (PahoDevice paho = connect("asking", key)) {
            paho.send(STATUS + "1&operationId=none", "");
            assertThat(paho.next().topic()).isEqualTo("$dps/registrations/res/404/?$rid=1");
            paho.send(REGISTER + "2", "no JSON");
            assertThat(paho.next().topic()).isEqualTo("$dps/registrations/res/400/?$rid=2");
            paho.send(REGISTER + "3", "{\"registrationId\":\"another\"}");
            PahoDevice.Received refusal = paho.next();
            assertThat(refusal.topic()).isEqualTo("$dps/registrations/res/400/?$rid=3");
            assertThat(refusal.body()).contains("\"errorCode\":400004", "\"trackingId\":\"", "\"timestampUtc\":\"");
        }
    }

    @Test
    void aWrongKeyIsRefusedWhenItIsUsedAndNeitherNamedNorShown() throws Exception {
        hub.enrollments().individual("wrong").create();
        String key = hub.enrollments().individual("other").create().primaryKey();
        try (PahoDevice paho = connect("wrong", key)) {
            paho.send(REGISTER + "1", "{\"registrationId\":\"wrong\"}");

            PahoDevice.Received refusal = paho.next();
            assertThat(refusal.topic()).isEqualTo("$dps/registrations/res/401/?$rid=1");
            assertThat(refusal.body()).contains("\"errorCode\":401002").doesNotContain(key);
        }
    }

    @Test
    void theClientIdIsTheRegistrationId() throws Exception {
        try (PahoDevice paho = new PahoDevice(hub, "somebody")) {
            paho.options().setUserName(username("somebody-else"));

            MqttException refusal = catchThrowableOfType(MqttException.class, paho::connect);

            assertThat(refusal.getReasonCode()).isEqualTo(NOT_AUTHORIZED);
        }
    }

    @Test
    void whatIsNoneOfTheServicesBusinessEndsTheConnection() throws Exception {
        String key = hub.enrollments().individual("lost").create().primaryKey();
        try (PahoDevice paho = connect("lost", key)) {
            paho.send("devices/lost/messages/events/", "hello");
            await().atMost(SOON).until(() -> !paho.client().isConnected());
        }
        try (PahoDevice paho = connect("lost", key)) {
            assertThatThrownBy(() -> paho.client().subscribe("devices/lost/messages/devicebound/#"))
                    .isInstanceOf(MqttException.class);
        }
        assertThat(hub.telemetry()).isEmpty();
    }

    @Test
    void overHttpsTheSameIsSaidInStatusAndHeaders() throws Exception {
        String key = hub.enrollments().individual("web").create().primaryKey();

        HttpResponse<String> underWay = call("PUT", "web/register", "{\"registrationId\":\"web\"}", "web", key);
        assertThat(underWay.statusCode()).isEqualTo(202);
        assertThat(underWay.headers().firstValue("Retry-After")).contains("1");

        HttpResponse<String> assigned = call("GET", "web/operations/" + operationId(underWay.body()), "", "web", key);
        assertThat(assigned.statusCode()).isEqualTo(200);
        assertThat(assigned.body()).contains("\"status\":\"assigned\"", "\"deviceId\":\"web\"");

        assertThat(call("GET", "web/operations/none", "", "web", key).statusCode())
                .isEqualTo(404);
        assertThat(call("PUT", "web/register", "{}", "nobody", key).statusCode())
                .isEqualTo(401);
        assertThat(call("POST", "web/register", "{}", "web", key).statusCode()).isEqualTo(404);
    }

    private PahoDevice connect(String registrationId, String key) throws Exception {
        PahoDevice paho = new PahoDevice(hub, registrationId);
        paho.options().setUserName(username(registrationId));
        paho.password(token(registrationId, key));
        paho.connect();
        paho.client().subscribe(ANSWERS, 1);
        return paho;
    }

    private String username(String registrationId) {
        return idScope + "/registrations/" + registrationId + "/api-version=2019-03-31&ClientVersion=test";
    }

    /** As the Node, C and Python SDKs make it; the Java SDK encodes nothing and names no policy. */
    private String token(String registrationId, String key) throws Exception {
        return PahoDevice.token(idScope + "%2fregistrations%2f" + registrationId, key, "&skn=registration");
    }

    private HttpResponse<String> call(String method, String path, String body, String registrationId, String key)
            throws Exception {
        URI uri = URI.create("https://" + hub.hostName() + ":" + hub.ports().https() + "/" + idScope + "/registrations/"
                + path + "?api-version=2019-03-31");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", token(registrationId, key))
                .method(method, BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                .build();
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(hub.sslContext())
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static String operationId(String body) {
        return body.replaceAll(".*\"operationId\":\"([^\"]*)\".*", "$1");
    }
}
