package io.deckhand.testkit;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubTooManyDevicesException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubTooManyRequestsException;
import com.microsoft.azure.sdk.iot.service.twin.TwinClient;
import io.deckhand.testkit.fixture.HubFixture;
import io.deckhand.testkit.fixture.PahoDevice;
import io.deckhand.testkit.fixture.ServiceClients;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Faults of the hub as a whole, and those a device asks for itself. */
@LocalHubTest
@ResourceLock("the hub of FaultsTest")
class FaultsTest {
    private final LocalHub hub;
    private final HubDevice device;

    FaultsTest(LocalHub hub, HubDevice device) {
        this.hub = hub;
        this.device = device;
    }

    @AfterEach
    void clear() {
        hub.faults().clear();
    }

    @Test
    void oneDeviceIsRefusedAndNoOther(HubDevice refused, HubDevice other) throws Exception {
        hub.faults().refuseConnections(refused, 3);

        try (PahoDevice paho = PahoDevice.of(hub, refused);
                PahoDevice untouched = PahoDevice.of(hub, other)) {
            assertThat(catchThrowableOfType(MqttException.class, paho::connect).getReasonCode())
                    .isEqualTo(3);
            untouched.connect();
            hub.faults().acceptConnections();
            paho.connect();
        }
    }

    @Test
    void aThrottledHubRefusesBackEndsAndDropsWhoSends() throws Exception {
        TwinClient twins = ServiceClients.twins(hub);
        try (PahoDevice paho = PahoDevice.of(hub, device)) {
            paho.connect();
            paho.client().subscribe("$iothub/twin/res/#", 0);
            hub.faults().throttle();

            assertThat(catchThrowableOfType(IotHubTooManyRequestsException.class, () -> twins.get(device.deviceId())))
                    .hasMessageContaining("ThrottlingException");
            paho.publish("$iothub/twin/GET/?$rid=7", "", 0);
            assertThat(paho.next())
                    .satisfies(answer -> assertThat(answer.topic()).isEqualTo("$iothub/twin/res/429/?$rid=7"))
                    .satisfies(answer -> assertThat(answer.body()).contains("429001"));
            send(paho, "too much");
            await().until(() -> !paho.client().isConnected());

            hub.faults().acceptRequests();
            paho.connect();
            send(paho, "again");
            await().until(() -> sent(), List.of("again")::equals);
            assertThat(twins.get(device.deviceId()).getDeviceId()).isEqualTo(device.deviceId());
        }
    }

    @Test
    void anExceededQuotaIs403002ForOneDevice() {
        TwinClient twins = ServiceClients.twins(hub);
        hub.faults().refuseRequests(device, 403_002);

        assertThat(catchThrowableOfType(IotHubTooManyDevicesException.class, () -> twins.get(device.deviceId())))
                .hasMessageContaining("IotHubQuotaExceeded");
        assertThatThrownBy(() -> hub.faults().refuseRequests(1)).hasMessageContaining("Known: 400001");
    }

    @Test
    void anUntrustedCertificateEndsTheHandshakesOfNewConnections() throws Exception {
        try (PahoDevice paho = PahoDevice.of(hub, device)) {
            paho.connect();
            hub.faults().presentUntrustedCertificate();
            for (int port :
                    List.of(hub.ports().mqtt(), hub.ports().amqp(), hub.ports().https())) {
                assertThatThrownBy(() -> handshake(port)).isInstanceOf(SSLHandshakeException.class);
            }
            assertThat(paho.client().isConnected()).isTrue();

            hub.faults().clear();
            handshake(hub.ports().mqtt());
        }
    }

    private void handshake(int port) throws IOException {
        try (SSLSocket socket = (SSLSocket) hub.sslContext().getSocketFactory().createSocket(hub.hostName(), port)) {
            socket.startHandshake();
        }
    }

    @Test
    void aStolenConnectionEnds() throws Exception {
        try (PahoDevice paho = PahoDevice.of(hub, device)) {
            paho.connect();
            hub.faults().steal(device);
            await().until(() -> !paho.client().isConnected());
        }
    }

    @Test
    void oneTokenExpires(HubDevice expiring, HubDevice other) throws Exception {
        try (PahoDevice paho = PahoDevice.of(hub, expiring);
                PahoDevice untouched = PahoDevice.of(hub, other)) {
            paho.connect();
            untouched.connect();
            hub.faults().expireToken(expiring);
            await().until(() -> !paho.client().isConnected());
            assertThat(untouched.client().isConnected()).isTrue();
        }
    }

    @Test
    void handshakesTakeTheirTime() throws Exception {
        hub.faults().delayHandshakes(ofMillis(500));
        long start = System.nanoTime();

        try (SSLSocket socket = connect()) {
            socket.startHandshake();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(ofMillis(500));
        assertThatThrownBy(() -> hub.faults().delayHandshakes(ofMillis(-1))).hasMessageContaining("PT-0.001S");
    }

    @Test
    void connectionsAreTakenAndNeverAnswered() throws Exception {
        hub.faults().leaveConnectionsUnanswered();
        try (SSLSocket socket = connect()) {
            socket.setSoTimeout(300);
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SocketTimeoutException.class);
        }

        hub.faults().answerConnections();
        try (SSLSocket socket = connect()) {
            socket.startHandshake();
        }
    }

    @Test
    void aHubWithAnotherAuthorityIsNotTrustedAnyMore(@TempDir Path directory) throws Exception {
        try (LocalHub changing = LocalHub.builder().dataDirectory(directory).start()) {
            HubDevice known = changing.createDevice("d1");
            SSLContext before = changing.sslContext();

            changing.restartWithNewAuthority();

            try (PahoDevice paho = PahoDevice.of(changing, known)) {
                paho.connect();
                paho.client().disconnect();
                paho.options().setSocketFactory(before.getSocketFactory());
                assertThatThrownBy(paho::connect).hasCauseInstanceOf(SSLException.class);
            }
        }
    }

    @Test
    void aDeviceAsksForItsConnectionToBeKilled() throws Exception {
        for (String type : new String[] {"KillTcp", "ShutDownMqtt", "KillAmqpConnection"}) {
            try (PahoDevice paho = PahoDevice.of(hub, device)) {
                paho.connect();
                askFor(paho, type, 0, 0);
                await().until(() -> !paho.client().isConnected());
            }
        }
        assertThat(hub.telemetry())
                .filteredOn(message -> message.deviceId().equals(device.deviceId()))
                .isEmpty();
    }

    @Test
    void aDeviceAsksToBeThrottledForAWhile() throws Exception {
        try (PahoDevice paho = PahoDevice.of(hub, device)) {
            paho.connect();
            askFor(paho, "InvokeThrottling", 0, 1);
            await().ignoreExceptionsInstanceOf(MqttException.class).until(() -> {
                if (paho.client().isConnected()) {
                    send(paho, "before");
                }
                return !paho.client().isConnected();
            });
            TwinClient twins = ServiceClients.twins(hub);
            await().ignoreException(IotHubTooManyRequestsException.class)
                    .until(() -> twins.get(device.deviceId()) != null);
            paho.connect();
            send(paho, "after");
            await().until(() -> sent().contains("after"));
        }
    }

    @Test
    void aDeviceAsksNotToBeLetInForAWhile() throws Exception {
        try (PahoDevice paho = PahoDevice.of(hub, device)) {
            paho.connect();
            // A busy machine may let the second pass in which it is shut out: then it asks again.
            await().atMost(Duration.ofSeconds(60)).until(() -> isShutOutAfterAsking(paho));
            await().ignoreExceptions().until(() -> {
                paho.connect();
                return true;
            });
        }
    }

    @Test
    void theDeviceSdkSeesAKilledConnection(HubDevice known) throws Exception {
        var lost = new CountDownLatch(1);
        DeviceClient client = HubFixture.client(hub, known.connectionString());
        try {
            client.setConnectionStatusChangeCallback(
                    change -> {
                        if (change.getNewStatus().name().equals("DISCONNECTED")) {
                            lost.countDown();
                        }
                    },
                    null);
            client.open(false);
            var message = new Message("x");
            message.setProperty("AzIoTHub_FaultOperationType", "KillTcp");
            message.setProperty("AzIoTHub_FaultOperationCloseReason", "boom");
            message.setProperty("AzIoTHub_FaultOperationDelayInSecs", "0");
            client.sendEventAsync(message, (sent, failure, context) -> {}, null);

            assertThat(lost.await(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            client.close();
        }
    }

    private List<String> sent() {
        return hub.telemetry().stream()
                .filter(message -> message.deviceId().equals(device.deviceId()))
                .map(TelemetryMessage::text)
                .toList();
    }

    private void send(PahoDevice paho, String body) throws MqttException {
        paho.send("devices/" + device.deviceId() + "/messages/events/", body);
    }

    private boolean isShutOutAfterAsking(PahoDevice paho) throws MqttException {
        askFor(paho, "InvokeAuthError", 0, 1);
        await().until(() -> !paho.client().isConnected());
        MqttException refusal = catchThrowableOfType(MqttException.class, paho::connect);
        if (refusal != null) {
            assertThat(refusal.getReasonCode()).isEqualTo(5);
        }
        return refusal != null;
    }

    private void askFor(PahoDevice paho, String type, int after, int lasting) throws MqttException {
        paho.send(
                "devices/" + device.deviceId() + "/messages/events/AzIoTHub_FaultOperationType=" + type
                        + "&AzIoTHub_FaultOperationCloseReason=boom&AzIoTHub_FaultOperationDelayInSecs=" + after
                        + "&AzIoTHub_FaultOperationDurationInSecs=" + lasting,
                "");
    }

    private SSLSocket connect() throws IOException {
        return (SSLSocket) hub.sslContext()
                .getSocketFactory()
                .createSocket(hub.hostName(), hub.ports().mqtt());
    }
}
