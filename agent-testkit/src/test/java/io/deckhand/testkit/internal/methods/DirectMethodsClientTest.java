package io.deckhand.testkit.internal.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodResponse;
import com.microsoft.azure.sdk.iot.device.twin.MethodCallback;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubBadFormatException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubBadGatewayException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubGatewayTimeoutException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubNotFoundException;
import com.microsoft.azure.sdk.iot.service.methods.DirectMethodRequestOptions;
import com.microsoft.azure.sdk.iot.service.methods.DirectMethodsClient;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.fixture.PahoDevice;
import io.deckhand.testkit.fixture.ServiceClients;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The unmodified {@code DirectMethodsClient} against the hub, and the unmodified device client behind it. */
@LocalHubTest
class DirectMethodsClientTest {
    @Test
    void aDeviceAnswers(LocalHub hub, HubDevice device) throws Exception {
        DirectMethodsClient methods = ServiceClients.methods(hub);
        MethodCallback echo = (name, message, context) ->
                new DirectMethodResponse(202, Map.of("called", name, "with", message.getPayload(Object.class)));

        try (Connected connected = Connected.to(hub, device)) {
            connected.takeMethods(echo);
            var answer = methods.invoke(device.deviceId(), "reboot", options(30, 0, Map.of("delay", "5s")));

            assertThat(answer.getStatus()).isEqualTo(202);
            assertThat(answer.getPayloadAsJsonString())
                    .contains("\"called\":\"reboot\"")
                    .contains("\"delay\":\"5s\"");
        }
    }

    @Test
    void anAnswerTooDeepToBePassedOnIsABadGateway(LocalHub hub, HubDevice device) throws Exception {
        DirectMethodsClient methods = ServiceClients.methods(hub);
        try (PahoDevice paho = PahoDevice.of(hub, device)) {
            paho.connect();
            paho.client().subscribe("$iothub/methods/POST/#", 0);
            CompletableFuture<IotHubBadGatewayException> refused =
                    CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                            IotHubBadGatewayException.class,
                            () -> methods.invoke(device.deviceId(), "dig", options(30, 0, "now"))));

            String query = paho.next().topic().replaceFirst(".*/", "");
            paho.publish("$iothub/methods/res/200/" + query, "[".repeat(1000) + "]".repeat(1000), 0);

            assertThat(refused.get()).isNotNull();
        }
    }

    @Test
    void aDeviceThatIsNotThereIs404103(LocalHub hub, HubDevice device) {
        DirectMethodsClient methods = ServiceClients.methods(hub);

        IotHubException offline = catchThrowableOfType(
                IotHubNotFoundException.class,
                () -> methods.invoke(device.deviceId(), "reboot", options(30, 0, "now")));

        assertThat(offline.getErrorCode()).isEqualTo(404_103);
    }

    @Test
    void aDeviceNobodyMadeIs404001(LocalHub hub) {
        DirectMethodsClient methods = ServiceClients.methods(hub);

        IotHubException unknown = catchThrowableOfType(
                IotHubNotFoundException.class, () -> methods.invoke("nobody", "reboot", options(30, 0, "now")));

        assertThat(unknown.getErrorCode()).isEqualTo(404_001);
    }

    @Test
    void aDeviceThatDoesNotAnswerInTimeIs504101(LocalHub hub, HubDevice device) throws Exception {
        DirectMethodsClient methods = ServiceClients.methods(hub);
        CountDownLatch tooLate = new CountDownLatch(1);
        MethodCallback hanging = (name, message, context) -> {
            try {
                tooLate.await();
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
            return new DirectMethodResponse(200, "late");
        };

        try (Connected connected = Connected.to(hub, device)) {
            connected.takeMethods(hanging);
            IotHubException timeout = catchThrowableOfType(
                    IotHubGatewayTimeoutException.class,
                    () -> methods.invoke(device.deviceId(), "reboot", options(5, 0, "now")));

            assertThat(timeout.getErrorCode()).isEqualTo(504_101);
            tooLate.countDown();
        }
    }

    @Test
    void aResponseTimeoutOutOfRangeIs400004(LocalHub hub, HubDevice device) {
        DirectMethodsClient methods = ServiceClients.methods(hub);

        IotHubException refused = catchThrowableOfType(
                IotHubBadFormatException.class,
                () -> methods.invoke(device.deviceId(), "reboot", options(301, 0, "now")));

        assertThat(refused.getErrorCode()).isEqualTo(400_004);
        assertThat(refused).hasMessageContaining("responseTimeoutInSeconds must be within [5; 300].");
    }

    @Test
    void aConnectTimeoutOutOfRangeIs400004(LocalHub hub, HubDevice device) {
        DirectMethodsClient methods = ServiceClients.methods(hub);

        IotHubException refused = catchThrowableOfType(
                IotHubBadFormatException.class,
                () -> methods.invoke(device.deviceId(), "reboot", options(30, 301, "now")));

        assertThat(refused.getErrorCode()).isEqualTo(400_004);
        assertThat(refused).hasMessageContaining("connectTimeoutInSeconds must be within [0; 300].");
    }

    @Test
    void anAnswerThatIsNoJsonIs502001(LocalHub hub, HubDevice device) throws Exception {
        assertThat(refusalAfter("{not json", IotHubBadGatewayException.class, hub, device)
                        .getErrorCode())
                .isEqualTo(502_001);
    }

    @Test
    void anAnswerOver128KbIsNoneAndEndsTheConnectionSo404104(LocalHub hub, HubDevice device) throws Exception {
        String tooLong = '"' + "x".repeat(128 * 1024) + '"';
        assertThat(refusalAfter(tooLong, IotHubNotFoundException.class, hub, device)
                        .getErrorCode())
                .isEqualTo(404_104);
    }

    /** {@return what a back end hears whose call the device answers like this} */
    private static <E extends IotHubException> E refusalAfter(
            String answer, Class<E> type, LocalHub hub, HubDevice device) throws Exception {
        DirectMethodsClient methods = ServiceClients.methods(hub);
        try (PahoDevice paho = PahoDevice.of(hub, device)) {
            paho.connect();
            paho.client().subscribe("$iothub/methods/POST/#", 0);
            CompletableFuture<E> refusal = CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                    type, () -> methods.invoke(device.deviceId(), "reboot", options(60, 0, "now"))));
            String call = paho.next().topic();
            paho.send("$iothub/methods/res/200/?" + call.substring(call.indexOf("$rid=")), answer);
            return refusal.get();
        }
    }

    @Test
    void aPayloadOver128KbIs413001(LocalHub hub, HubDevice device) {
        DirectMethodsClient methods = ServiceClients.methods(hub);

        IotHubException refused = catchThrowableOfType(
                IotHubException.class,
                () -> methods.invoke(device.deviceId(), "reboot", options(30, 0, "x".repeat(128 * 1024))));

        assertThat(refused.getErrorCode()).isEqualTo(413_001);
    }

    private static DirectMethodRequestOptions options(int response, int connect, Object payload) {
        return DirectMethodRequestOptions.builder()
                .methodResponseTimeoutSeconds(response)
                .methodConnectTimeoutSeconds(connect)
                .payload(payload)
                .build();
    }

    /** A device client that is open for a while. */
    private record Connected(DeviceClient client) implements AutoCloseable {
        static Connected to(LocalHub hub, HubDevice device) throws Exception {
            ClientOptions options =
                    ClientOptions.builder().sslContext(hub.sslContext()).build();
            DeviceClient client = new DeviceClient(device.connectionString(), IotHubClientProtocol.MQTT, options);
            client.open(false);
            return new Connected(client);
        }

        void takeMethods(MethodCallback callback) throws Exception {
            client.subscribeToMethods(callback, null);
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
