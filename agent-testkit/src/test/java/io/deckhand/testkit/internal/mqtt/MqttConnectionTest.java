package io.deckhand.testkit.internal.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubStatusCode;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.transport.IotHubConnectionStatus;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.fixture.HubFixture;
import io.deckhand.testkit.fixture.MovableClock;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MqttConnectionTest {
    @RegisterExtension
    final HubFixture fixture = new HubFixture();

    private LocalHub hub;
    private HubDevice device;

    @BeforeEach
    void createDevice() {
        hub = fixture.hub();
        device = hub.createDevice("d1");
    }

    @Test
    void aDeviceConnectsWithEitherKey() throws Exception {
        DeviceClient client = fixture.open(device);
        device.awaitConnected(Duration.ofSeconds(5));
        client.close();
        await().until(() -> !device.isConnected());

        fixture.client(device.secondaryConnectionString()).open(false);

        assertThat(device.isConnected()).isTrue();
        assertThat(hub.faults().connects(device)).isEqualTo(2);
    }

    @Test
    void anUnknownDeviceIsNotAuthorized() {
        assertUnauthorized(device.connectionString().replace("d1", "unknown"));
    }

    @Test
    void aWrongKeyIsNotAuthorized() {
        String wrongKey = Base64.getEncoder().encodeToString(new byte[32]);

        assertUnauthorized(device.connectionString().replaceAll("SharedAccessKey=.*", "SharedAccessKey=" + wrongKey));
    }

    @Test
    void anExpiredTokenIsNotAuthorized() {
        Clock twoHoursAhead = Clock.offset(Clock.systemUTC(), Duration.ofHours(2));
        try (LocalHub later = LocalHub.builder().clock(twoHoursAhead).start()) {
            String connectionString = later.createDevice("d1").connectionString();

            assertUnauthorized(HubFixture.client(later, connectionString));
        }
    }

    @Test
    void aDisabledDeviceIsNotAuthorizedUntilItIsEnabledAgain() throws Exception {
        device.disable();
        assertUnauthorized(device.connectionString());

        device.enable();
        fixture.open(device);

        assertThat(device.isConnected()).isTrue();
    }

    @Test
    void disablingOrDeletingADeviceClosesItsConnection() throws Exception {
        HubDevice deleted = hub.createDevice("deleted");
        fixture.open(device);
        fixture.open(deleted);

        device.disable();
        deleted.delete();

        await().until(() -> !device.isConnected() && !deleted.isConnected());
    }

    @Test
    void oldKeysAreNotAuthorizedAfterTheyWereRotated() {
        String before = device.connectionString();

        device.rotateKeys();

        assertUnauthorized(before);
    }

    @Test
    void aSecondConnectionWithTheSameIdClosesTheFirst() throws Exception {
        DeviceClient first = fixture.client(device.connectionString());
        Queue<IotHubConnectionStatus> seen = statusesOf(first);
        first.open(false);

        fixture.open(device);

        await().until(() -> seen.contains(IotHubConnectionStatus.DISCONNECTED));
        assertThat(device.isConnected()).isTrue();
        assertThat(hub.faults().connects(device)).isEqualTo(2);
    }

    @Test
    void aConnectionIsDroppedWhenItsTokenExpires() throws Exception {
        MovableClock clock = new MovableClock();
        try (LocalHub moved = LocalHub.builder().clock(clock).start()) {
            HubDevice itsDevice = moved.createDevice("d1");
            DeviceClient client = HubFixture.client(moved, itsDevice.connectionString());
            Queue<IotHubConnectionStatus> seen = statusesOf(client);
            client.open(false);

            clock.forward(Duration.ofHours(2));

            await().until(() -> seen.contains(IotHubConnectionStatus.DISCONNECTED));
            assertThat(itsDevice.isConnected()).isFalse();
            client.close();
        }
    }

    @Test
    void aCutConnectionIsSeenByTheDeviceAtOnce() throws Exception {
        DeviceClient client = fixture.client(device.connectionString());
        Queue<IotHubConnectionStatus> seen = statusesOf(client);
        client.open(false);

        hub.faults().cut(device);

        await().until(() -> seen.contains(IotHubConnectionStatus.DISCONNECTED));
        assertThat(device.isConnected()).isFalse();
    }

    @Test
    void refusedConnectionsAreAnsweredWithTheChosenCode() throws Exception {
        hub.faults().refuseConnections(3);
        assertRefused(fixture.client(device.connectionString()), IotHubStatusCode.SERVER_BUSY);

        hub.faults().acceptConnections();
        fixture.open(device);

        assertThat(device.isConnected()).isTrue();
    }

    @Test
    void aDeviceThatNeverConnectsIsNamedInTheFailure() {
        assertThatThrownBy(() -> device.awaitConnected(Duration.ofMillis(10)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'d1' did not connect within PT0.01S");
    }

    @Test
    void anUnknownDeviceIdListsTheKnown() {
        hub.createDevice("d2");

        assertThatThrownBy(() -> hub.device("d3"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No device 'd3'. Known: d1, d2.");
        assertThatThrownBy(() -> hub.createDevice("d1")).hasMessage("Device 'd1' exists already.");
        assertThatThrownBy(() -> hub.createDevice("no spaces"))
                .hasMessageStartingWith("'no spaces' is not a device id");
    }

    private void assertUnauthorized(String connectionString) {
        assertUnauthorized(fixture.client(connectionString));
    }

    private static void assertUnauthorized(DeviceClient client) {
        assertRefused(client, IotHubStatusCode.UNAUTHORIZED);
    }

    private static void assertRefused(DeviceClient client, IotHubStatusCode code) {
        assertThatThrownBy(() -> client.open(false))
                .isInstanceOfSatisfying(
                        IotHubClientException.class,
                        e -> assertThat(e.getStatusCode()).isEqualTo(code));
    }

    private static Queue<IotHubConnectionStatus> statusesOf(DeviceClient client) {
        Queue<IotHubConnectionStatus> seen = new ConcurrentLinkedQueue<>();
        client.setConnectionStatusChangeCallback(change -> seen.add(change.getNewStatus()), null);
        return seen;
    }
}
