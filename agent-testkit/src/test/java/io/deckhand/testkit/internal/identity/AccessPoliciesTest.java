package io.deckhand.testkit.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.azure.sdk.iot.service.exceptions.IotHubUnauthorizedException;
import com.microsoft.azure.sdk.iot.service.query.QueryClient;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;
import com.microsoft.azure.sdk.iot.service.twin.TwinClient;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.fixture.PahoDevice;
import io.deckhand.testkit.fixture.ServiceClients;
import org.eclipse.paho.client.mqttv3.MqttSecurityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each shared access policy lets its holder do, through unmodified service clients. */
@LocalHubTest
class AccessPoliciesTest {
    @ParameterizedTest
    @CsvSource({
        "iothubowner,       true,  true,  true,  true",
        "service,           false, false, true,  false",
        "device,            false, false, false, true",
        "registryRead,      true,  false, false, false",
        "registryReadWrite, true,  true,  false, false",
    })
    void aPolicyAllowsThisAndNoMore(
            String policy,
            boolean reads,
            boolean writes,
            boolean serves,
            boolean connects,
            LocalHub hub,
            HubDevice device)
            throws Exception {
        RegistryClient registry = ServiceClients.make(hub, policy, RegistryClient::new, RegistryClient::new);
        TwinClient twins = ServiceClients.make(hub, policy, TwinClient::new, TwinClient::new);
        QueryClient queries = ServiceClients.make(hub, policy, QueryClient::new, QueryClient::new);

        assertThat(isAllowed(() -> registry.getDevice(device.deviceId()))).isEqualTo(reads);
        assertThat(isAllowed(() -> registry.addDevice(new Device("new-" + policy))))
                .isEqualTo(writes);
        assertThat(isAllowed(() -> twins.get(device.deviceId()))).isEqualTo(serves);
        assertThat(isAllowed(() -> queries.queryRaw("SELECT COUNT() FROM devices")))
                .isEqualTo(serves);
        assertThat(mayConnectAs(hub, device, policy)).isEqualTo(connects);
    }

    @Test
    void anUnknownPolicyIsAnsweredWithTheKnownOnes(LocalHub hub) {
        assertThatThrownBy(() -> hub.connectionString("owner"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("device, iothubowner, registryRead, registryReadWrite, service");
    }

    private static boolean mayConnectAs(LocalHub hub, HubDevice device, String policy) throws Exception {
        try (PahoDevice paho = new PahoDevice(hub, device.deviceId())) {
            String key = PahoDevice.keyIn(hub.connectionString(policy));
            paho.password(PahoDevice.token(hub.hostName(), key, "&skn=" + policy));
            paho.connect();
            return true;
        } catch (MqttSecurityException e) {
            return false;
        }
    }

    private static boolean isAllowed(Call call) throws Exception {
        try {
            call.make();
            return true;
        } catch (IotHubUnauthorizedException e) {
            assertThat(e).hasMessageContaining("does not allow");
            return false;
        }
    }

    private interface Call {
        void make() throws Exception;
    }
}
