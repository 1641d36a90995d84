package io.deckhand.testkit.internal.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.transport.NoRetry;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubEnrollment;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.fixture.PahoDevice;
import io.deckhand.testkit.fixture.SigningRequests;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Certificates that the hub issues: at registration and, over MQTT, when they are renewed. */
@LocalHubTest
@ResourceLock("the hub of CertificateIssuanceTest") // The switches are those of the whole hub.
class CertificateIssuanceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PREVIEW = "2025-08-01-preview";
    private static final String ANSWERS = "$iothub/credentials/res/#";
    private static final String REQUEST = "$iothub/credentials/POST/issueCertificate/?$rid=";
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofSeconds(30);

    private static final List<Integer> CODES = List.of(
            400_001, 400_004, 400_006, 400_040, 403_010, 404_001, 409_004, 409_005, 412_001, 412_005, 429_002, 429_003,
            500_001, 503_001, 503_102);

    /** Bodies of requests, and the codes that they are refused with. */
    private static final Map<String, Integer> NO_REQUESTS = Map.of(
            "", 400_004,
            "{\"id\":\"strict\",\"csr\":", 400_006,
            "[\"id\"]", 400_004,
            "{\"id\":\"other\",\"csr\":\"AAAA\"}", 400_004,
            "{\"id\":\"strict\"}", 400_004,
            "{\"id\":\"strict\",\"csr\":\"not base64!\"}", 400_004,
            "{\"id\":\"strict\",\"csr\":\"AAAA\",\"x\":1}", 400_004,
            "{\"id\":\"strict\",\"csr\":\"AAAA\",\"replace\":\"1\"}", 400_004,
            "{\"id\":\"strict\",\"csr\":\"AAAA\",\"replace\":\"none\"}", 412_001);

    private final LocalHub hub;

    CertificateIssuanceTest(LocalHub hub) {
        this.hub = hub;
    }

    @AfterEach
    void grant() {
        hub.certificates().grant();
        hub.certificates().issueAfter(Duration.ofMillis(100));
        hub.enrollments().connectionProfile(null);
        hub.faults().clear();
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS", "HTTPS"})
    void aDeviceThatRegistersWithASigningRequestConnectsWithTheCertificateItGets(IotHubClientProtocol protocol)
            throws Exception {
        String id = "issued-" + protocol;
        KeyPair key = SigningRequests.newKey(protocol == IotHubClientProtocol.MQTT ? "secp384r1" : "secp256r1");

        JsonNode state = register(id, LIFETIME, SigningRequests.csr(id, key));

        List<X509Certificate> chain = SigningRequests.chain(state.required("issuedCertificateChain"));
        assertThat(chain).hasSize(3).last().isEqualTo(hub.certificates().authority());
        assertThat(chain.get(0).getSubjectX500Principal().getName()).isEqualTo("CN=" + id);
        assertThat(chain.get(0).getNotAfter().toInstant())
                .isBetween(
                        Instant.now().plus(LIFETIME).minusSeconds(60),
                        Instant.now().plus(LIFETIME).plusSeconds(2));
        send(id, SigningRequests.context(hub, key, chain), protocol);
        assertThat(hub.device(id).telemetry()).hasSize(1);
        assertThat(hub.device(id).twin()).contains("\"authenticationType\":\"certificateAuthority\"");
        assertThatThrownBy(() -> send(id, SigningRequests.context(hub, key, chain.subList(0, 1)), protocol))
                .as("only the whole chain leads to the authority")
                .isInstanceOf(IotHubClientException.class);
    }

    @Test
    void aSigningRequestNeedsAPolicyAPreviewAndAProvenKey() throws Exception {
        KeyPair key = SigningRequests.newKey();
        String foreign =
                SigningRequests.csr("csr", key, SigningRequests.newKey().getPrivate());
        HubEnrollment plain = hub.enrollments().individual("plain").create();

        try (PahoDevice paho = provisioning("plain", plain.primaryKey(), "2025-07-01-preview")) {
            assertThat(register(paho, "plain", SigningRequests.csr("plain", key))
                            .has("issuedCertificateChain"))
                    .as("an enrollment without certificates assigns as ever")
                    .isFalse();
        }
        HubEnrollment issuing =
                hub.enrollments().individual("csr").issueCertificates(LIFETIME).create();
        try (PahoDevice paho = provisioning("csr", issuing.primaryKey(), "2019-03-31")) {
            paho.send(
                    "$dps/registrations/PUT/iotdps-register/?$rid=1",
                    "{\"csr\":\"" + SigningRequests.csr("csr", key) + "\"}");
            PahoDevice.Received refusal = paho.next();
            assertThat(refusal.topic()).startsWith("$dps/registrations/res/400/");
            assertThat(refusal.body()).contains("2025-07-01-preview");
        }
        try (PahoDevice paho = provisioning("csr", issuing.primaryKey(), "2025-07-01-preview")) {
            assertThat(failure(register(paho, "csr", foreign))).contains("signature");
            assertThat(failure(register(paho, "csr", SigningRequests.csr("other", key))))
                    .contains("common name");
            assertThat(failure(register(paho, "csr", "AAAA"))).contains("not a PKCS#10");
        }
    }

    @Test
    void aCertificateThatIsOverOpensNoConnectionAndEndsTheOneThereIs() throws Exception {
        KeyPair key = SigningRequests.newKey();
        JsonNode state = register("short", Duration.ofSeconds(4), SigningRequests.csr("short", key));
        SSLContext context =
                SigningRequests.context(hub, key, SigningRequests.chain(state.required("issuedCertificateChain")));
        try (PahoDevice paho = connected("short", context, PREVIEW)) {
            await().atMost(SOON).until(() -> !paho.client().isConnected());
        }
        assertThatThrownBy(() -> connected("short", context, PREVIEW)).isInstanceOf(MqttException.class);
    }

    @Test
    void aConnectedDeviceGetsANewCertificateAndStaysConnected() throws Exception {
        KeyPair key = SigningRequests.newKey();
        KeyPair nextKey = SigningRequests.newKey();
        try (PahoDevice paho = registered("renewed", key)) {
            JsonNode accepted = ask(paho, "rid-1", body("renewed", SigningRequests.csr("renewed", nextKey), null), 202);
            JsonNode granted = next(paho, "rid-1", 200);

            assertThat(accepted.path("operationExpires").asText()).isNotEmpty();
            assertThat(granted.path("correlationId").asText())
                    .isNotEmpty()
                    .isEqualTo(accepted.path("correlationId").asText());
            assertThat(paho.client().isConnected()).isTrue();
            List<X509Certificate> chain = SigningRequests.chain(granted.required("certificates"));
            send("renewed", SigningRequests.context(hub, nextKey, chain), IotHubClientProtocol.HTTPS);
        }
    }

    @Test
    void aRequestWhoseConnectionWasLostIsAnsweredOnTheNext() throws Exception {
        KeyPair key = SigningRequests.newKey();
        SSLContext context = context("lost", key);
        String body = body("lost", SigningRequests.csr("lost", key), null);
        hub.certificates().issueAfter(Duration.ofMillis(500));
        String correlationId;
        try (PahoDevice paho = connected("lost", context, PREVIEW)) {
            correlationId = ask(paho, "rid-1", body, 202).path("correlationId").asText();
            hub.faults().cut(hub.device("lost"));
            await().atMost(SOON).until(() -> !paho.client().isConnected());
        }
        try (PahoDevice paho = connected("lost", context, PREVIEW)) {
            JsonNode first = next(paho, "rid-1", 200);
            JsonNode again = ask(paho, "rid-1", body, 202);
            JsonNode second = next(paho, "rid-1", 200);

            assertThat(again.path("correlationId").asText()).isEqualTo(correlationId);
            assertThat(second).isEqualTo(first);
            assertThat(second.path("correlationId").asText()).isEqualTo(correlationId);
        }
    }

    @Test
    void oneRequestIsPendingAtATimeAndCanBeReplaced() throws Exception {
        KeyPair key = SigningRequests.newKey();
        String csr = SigningRequests.csr("pending", key);
        hub.certificates().issueAfter(Duration.ofMinutes(1));
        try (PahoDevice paho = registered("pending", key)) {
            ask(paho, "first", body("pending", csr, null), 202);

            JsonNode conflict = ask(paho, "second", body("pending", csr, null), 409);
            assertThat(conflict.path("errorCode").asInt()).isEqualTo(409_004);
            assertThat(conflict.at("/info/requestId").asText()).isEqualTo("first");
            assertThat(conflict.at("/info/operationExpires").asText()).isNotEmpty();
            JsonNode unknown = ask(paho, "second", body("pending", csr, "other"), 412);
            assertThat(unknown.path("errorCode").asInt()).isEqualTo(412_001);
            assertThat(unknown.at("/info/requestId").asText()).isEqualTo("other");

            hub.certificates().issueAfter(Duration.ZERO);
            ask(paho, "second", body("pending", csr, "first"), 202);
            next(paho, "second", 200);
            hub.certificates().issueAfter(Duration.ofMinutes(1));
            ask(paho, "third", body("pending", csr, null), 202);
            hub.certificates().issueAfter(Duration.ZERO);
            ask(paho, "fourth", body("pending", csr, "*"), 202);
            next(paho, "fourth", 200);
        }
    }

    @Test
    void whatIsNoRequestIsRefusedWithItsCode() throws Exception {
        try (PahoDevice paho = of(hub.createDevice("strict"), PREVIEW)) {
            hub.certificates().allow("strict", LIFETIME);
            for (Map.Entry<String, Integer> request : NO_REQUESTS.entrySet()) {
                JsonNode refusal = ask(paho, "rid-1", request.getKey(), request.getValue() / 1000);

                assertThat(refusal.path("errorCode").asInt())
                        .as(request.getKey())
                        .isEqualTo(request.getValue());
                assertThat(refusal.path("message").asText()).isNotEmpty();
                assertThat(refusal.path("trackingId").asText()).isNotEmpty();
                assertThat(refusal.path("timestampUtc").asText()).isNotEmpty();
            }
        }
    }

    @Test
    void aSigningRequestThatDoesNotHoldIsAcceptedAndThenFails() throws Exception {
        try (PahoDevice paho = of(hub.createDevice("unsigned"), PREVIEW)) {
            hub.certificates().allow("unsigned", LIFETIME);
            ask(paho, "rid-1", body("unsigned", "AAAA", null), 202);

            JsonNode failure = next(paho, "rid-1", 400);

            assertThat(failure.path("errorCode").asInt()).isEqualTo(400_040);
            assertThat(failure.at("/info/credentialMessage").asText()).contains("not a PKCS#10");
            assertThat(failure.at("/info/requestId").asText()).isEqualTo("rid-1");
        }
    }

    @Test
    void certificatesNeedAPolicyForTheDeviceAndThePreviewOfTheProtocol() throws Exception {
        HubDevice device = hub.createDevice("no-policy");
        String body = body("no-policy", SigningRequests.csr("no-policy", SigningRequests.newKey()), null);
        try (PahoDevice paho = of(device, PREVIEW)) {
            assertThat(ask(paho, "rid-1", body, 412).path("errorCode").asInt()).isEqualTo(412_005);
            assertThat(ask(paho, "-no", body, 400).path("errorCode").asInt()).isEqualTo(400_004);
        }
        hub.certificates().allow("no-policy", LIFETIME);
        try (PahoDevice paho = of(device, "2021-04-12")) {
            assertThat(ask(paho, "rid-1", body, 400).path("errorCode").asInt()).isEqualTo(400_001);
        }
        try (PahoDevice paho = of(device, PREVIEW)) {
            hub.faults().throttle();
            assertThat(ask(paho, "rid-1", body, 429).path("errorCode").asInt()).isEqualTo(429_002);
        }
    }

    @Test
    void everyDocumentedRefusalCanBeAskedFor() throws Exception {
        String body = body("refused", SigningRequests.csr("refused", SigningRequests.newKey()), null);
        hub.certificates().issueAfter(Duration.ZERO);
        try (PahoDevice paho = of(hub.createDevice("refused"), PREVIEW)) {
            hub.certificates().allow("refused", LIFETIME);
            for (int code : CODES) {
                hub.certificates().refuseWith(code);

                JsonNode refusal = ask(paho, "rid-" + code, body, code / 1000);
                assertThat(refusal.path("errorCode").asInt()).isEqualTo(code);

                hub.certificates().grant();
                ask(paho, "rid-" + code, body, 202);
                next(paho, "rid-" + code, 200);
            }
        }
    }

    @Test
    void whoDidNotSubscribeHearsNothing() throws Exception {
        HubDevice device = hub.createDevice("deaf");
        hub.certificates().allow("deaf", LIFETIME);
        try (PahoDevice paho = PahoDevice.of(hub, device)) {
            paho.options().setUserName(username("deaf", PREVIEW));
            paho.connect();
            paho.send(REQUEST + "rid-1", body("deaf", SigningRequests.csr("deaf", SigningRequests.newKey()), null));

            paho.client().subscribe(ANSWERS, 1);
            assertThat(next(paho, "rid-1", 200).has("certificates"))
                    .as("what it asked for is there when it listens")
                    .isTrue();
        }
    }

    @Test
    void devicesAreToldWhichKindOfHubTheyGetWhereATestSaysSo() throws Exception {
        String key = hub.enrollments().individual("kind").create().primaryKey();
        try (PahoDevice paho = provisioning("kind", key, "2025-07-01-preview")) {
            assertThat(register(paho, "kind", null).has("connectionProfile")).isFalse();
            hub.enrollments().connectionProfile("mqttV5");
            assertThat(register(paho, "kind", null).path("connectionProfile").asText())
                    .isEqualTo("mqttV5");
        }
    }

    private JsonNode register(String id, Duration lifetime, String csr) throws Exception {
        HubEnrollment enrollment =
                hub.enrollments().individual(id).issueCertificates(lifetime).create();
        try (PahoDevice paho = provisioning(id, enrollment.primaryKey(), "2025-07-01-preview")) {
            return register(paho, id, csr);
        }
    }

    private PahoDevice provisioning(String id, String key, String apiVersion) throws Exception {
        return SigningRequests.provisioning(hub, id, key, apiVersion);
    }

    private static JsonNode register(PahoDevice paho, String id, @Nullable String csr) throws Exception {
        return SigningRequests.register(paho, id, csr);
    }

    private static String failure(JsonNode state) {
        assertThat(state.path("status").asText()).isEqualTo("failed");
        assertThat(state.path("errorCode").asInt()).isEqualTo(400_040);
        return state.path("errorMessage").asText();
    }

    private SSLContext context(String id, KeyPair key) throws Exception {
        JsonNode state = register(id, LIFETIME, SigningRequests.csr(id, key));
        return SigningRequests.context(hub, key, SigningRequests.chain(state.required("issuedCertificateChain")));
    }

    private PahoDevice registered(String id, KeyPair key) throws Exception {
        return connected(id, context(id, key), PREVIEW);
    }

    private PahoDevice connected(String id, SSLContext context, String apiVersion) throws Exception {
        PahoDevice paho = new PahoDevice(hub, id);
        paho.options().setSocketFactory(context.getSocketFactory());
        return listening(paho, id, apiVersion);
    }

    private PahoDevice of(HubDevice device, String apiVersion) throws Exception {
        return listening(PahoDevice.of(hub, device), device.deviceId(), apiVersion);
    }

    private PahoDevice listening(PahoDevice paho, String id, String apiVersion) throws Exception {
        try {
            paho.options().setUserName(username(id, apiVersion));
            paho.connect();
            paho.client().subscribe(ANSWERS, 1);
            return paho;
        } catch (MqttException e) {
            paho.close();
            throw e;
        }
    }

    private String username(String id, String apiVersion) {
        return hub.hostName() + "/" + id + "/?api-version=" + apiVersion;
    }

    private static JsonNode ask(PahoDevice paho, String requestId, String body, int status) throws Exception {
        paho.send(REQUEST + requestId, body);
        return next(paho, requestId, status);
    }

    private static JsonNode next(PahoDevice paho, String requestId, int status) throws Exception {
        PahoDevice.Received answer = paho.next();
        assertThat(answer.topic())
                .as(answer.body())
                .isEqualTo("$iothub/credentials/res/" + status + "/?$rid=" + requestId);
        return JSON.readTree(answer.body());
    }

    private static String body(String id, String csr, @Nullable String replace) {
        return JSON.createObjectNode()
                .put("id", id)
                .put("csr", csr)
                .put("replace", replace)
                .toString();
    }

    private void send(String id, SSLContext context, IotHubClientProtocol protocol) throws Exception {
        ClientOptions options = ClientOptions.builder().sslContext(context).build();
        DeviceClient client =
                new DeviceClient("HostName=" + hub.hostName() + ";DeviceId=" + id + ";x509=true", protocol, options);
        client.setRetryPolicy(new NoRetry());
        try {
            client.open(false);
            client.sendEvent(new Message("certified"));
        } finally {
            client.close();
        }
    }
}
