package io.deckhand.testkit.internal.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.deckhand.testkit.internal.identity.DeviceSettings;
import io.deckhand.testkit.internal.rest.ServedRest.Answer;
import java.io.IOException;
import java.net.Socket;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Java service client cannot be made to send; what it does send is in the tests of its clients. */
class ServiceApiTest {
    private final ServedRest rest = new ServedRest();

    @AfterEach
    void close() {
        rest.close();
    }

    @Test
    void aPathNobodyServesIs404InJson() throws Exception {
        Answer answer = rest.call("GET", "/nowhere/at/all", "");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.json().path("Message").asText()).contains("GET /nowhere/at/all");
    }

    @Test
    void anotherMethodOfAKnownPathIs405AndNamesTheMethodsThereAre() throws Exception {
        Answer answer = rest.call("POST", "/devices/d1", "{}");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("DELETE, GET, PUT");
    }

    @Test
    void malformedJsonIs400WithTheHubsCode() throws Exception {
        Answer answer = rest.call("PUT", "/devices/d1", "{\"deviceId\":");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("iothub-errorcode")).isEqualTo("ArgumentInvalid");
        assertThat(answer.json().path("Message").asText()).startsWith("ErrorCode:ArgumentInvalid;");
    }

    @Test
    void aBodyOverTheLimitIs413InJson() throws Exception {
        Answer answer = rest.call("PUT", "/devices/d1", " ".repeat(RequestAggregator.MAX_BODY + 1));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
    }

    @Test
    void aWrongEscapeInThePathIs400() throws Exception {
        assertThat(raw("GET /devices/d%2 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void anIdWithEveryAllowedCharacterIsFoundByItsEncodedPath() throws Exception {
        String id = "aZ09-.+%_#*?!(),:=@$'";
        rest.core.registry().create(id, DeviceSettings.defaults());

        Answer answer = rest.call("GET", "/devices/aZ09-.%2B%25_%23*%3F!(),%3A%3D%40%24%27", "");

        assertThat(answer.json().path("deviceId").asText()).isEqualTo(id);
    }

    @Test
    void aPlusInAPathIsAPlus() throws Exception {
        rest.core.registry().create("a+b", DeviceSettings.defaults());

        assertThat(rest.call("GET", "/devices/a+b", "").status()).isEqualTo(200);
    }

    @Test
    void anAbsoluteRequestTargetIsUnderstood() throws Exception {
        rest.core.registry().create("d1", DeviceSettings.defaults());

        String answer = raw("GET https://" + rest.host + "/devices/d1?api-version=2021-04-12 HTTP/1.1\r\nHost: h\r\n"
                + "Authorization: " + rest.token("registryRead") + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200 ").contains("\"deviceId\":\"d1\"");
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderOnOneConnection() throws Exception {
        String head = " HTTP/1.1\r\nHost: h\r\nAuthorization: " + rest.token("iothubowner") + "\r\n";
        String answers = raw("GET /statistics/devices" + head + "\r\n"
                + "GET /devices/missing" + head + "\r\n"
                + "GET /statistics/service" + head + "Connection: close\r\n\r\n");

        assertThat(answers).containsSubsequence("totalDeviceCount", "DeviceNotFound", "connectedDeviceCount");
    }

    @Test
    void anExpiredTokenIs401003() throws Exception {
        String key = rest.core.access().policy("registryRead").keys().primary();
        String expired = rest.token("registryRead", key, Instant.now().minusSeconds(1));

        Answer answer = rest.call("GET", "/devices/d1", "", "Authorization", expired);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("iothub-errorcode")).isEqualTo("IotHubUnauthorized");
    }

    @Test
    void aPolicyThatMayNotIs401002() throws Exception {
        Answer answer = rest.call("PUT", "/devices/d1", "{}", "Authorization", rest.token("registryRead"));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("iothub-errorcode")).isEqualTo("IotHubUnauthorizedAccess");
    }

    @Test
    void aCallWithoutATokenIs401() throws Exception {
        assertThat(raw("GET /devices/d1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 401 ")
                .contains("ErrorCode:IotHubUnauthorized;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "\"*\"", "etag", "\"etag\""})
    void anEntityTagMayBeBareOrQuoted(String form) throws Exception {
        String etag =
                rest.core.registry().create("d1", DeviceSettings.defaults()).etag();

        Answer answer = rest.call("PUT", "/devices/d1", "{}", "If-Match", form.replace("etag", etag));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("ETag"))
                .isEqualTo('"' + answer.json().path("etag").asText() + '"');
    }

    @Test
    void aPatchMayComeAsAPatch() throws Exception {
        rest.core.registry().create("d1", DeviceSettings.defaults());

        Answer answer = rest.call("PATCH", "/twins/d1", "{\"tags\":{\"room\":\"7\"}}");

        assertThat(answer.json().path("tags").path("room").asText()).isEqualTo("7");
    }

    @Test
    void anUnknownWayToConnectIsRefusedWithTheKnownOnes() throws Exception {
        Answer answer = rest.call("PUT", "/devices/d1", "{\"authentication\":{\"type\":\"handshake\"}}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("Message").asText())
                .contains("handshake", "sas, selfSigned, certificateAuthority");
    }

    @Test
    void theListIsCutAtTheNumberAskedFor() throws Exception {
        for (String id : new String[] {"d3", "d1", "d2"}) {
            rest.core.registry().create(id, DeviceSettings.defaults());
        }

        assertThat(rest.call("GET", "/devices/?top=2", "").json())
                .extracting(device -> device.path("deviceId").asText())
                .containsExactly("d1", "d2");
        assertThat(rest.call("GET", "/devices/?top=none", "").status()).isEqualTo(400);
    }

    @Test
    void whateverBytesArriveTheNextCallIsServed() throws Exception {
        Random random = new Random(20_26);
        for (int i = 0; i < 60; i++) {
            byte[] noise = new byte[random.nextInt(400)];
            random.nextBytes(noise);
            try (Socket socket = i % 2 == 0 ? rest.connect() : new Socket(rest.host, rest.server.port())) {
                socket.getOutputStream().write(noise);
                socket.getOutputStream().flush();
            } catch (IOException refused) {
                // The hub may hang up in the middle of nonsense.
            }
        }

        assertThat(rest.call("GET", "/statistics/devices", "").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"NONSENSE\r\n\r\n", "GET /x NONSENSE\r\n\r\n", "GET /x HTTP/1.1\r\nContent-Length: -5\r\n\r\n"})
    void malformedHttpIs400(String request) throws Exception {
        assertThat(raw(request)).startsWith("HTTP/1.1 400 ").contains("application/json");
    }

    @Test
    void anEndlessRequestLineIs414() throws Exception {
        assertThat(raw("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 414 ");
    }

    /** Sends bytes and reads until the hub hangs up. */
    private String raw(String request) throws IOException {
        try (Socket socket = rest.connect()) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }
}
