package io.deckhand.examples;

import com.azure.core.credential.AzureSasCredential;
import com.microsoft.azure.sdk.iot.service.auth.IotHubConnectionString;
import com.microsoft.azure.sdk.iot.service.auth.IotHubConnectionStringBuilder;
import com.microsoft.azure.sdk.iot.service.auth.IotHubServiceSasToken;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubException;
import com.microsoft.azure.sdk.iot.service.methods.DirectMethodRequestOptions;
import com.microsoft.azure.sdk.iot.service.methods.DirectMethodResponse;
import com.microsoft.azure.sdk.iot.service.methods.DirectMethodsClient;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;
import com.microsoft.azure.sdk.iot.service.twin.TwinClient;
import io.deckhand.testkit.LocalHub;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;

/** What a back end does, with nothing but the unmodified service SDK of Azure: it knows the hub by its connection string. */
final class BackEnd {
    private static final int CALL_SECONDS = 10;

    private final IotHubConnectionString hub;
    private final String address;
    private final AzureSasCredential credential;

    private BackEnd(IotHubConnectionString hub, String address) {
        this.hub = hub;
        this.address = address;
        this.credential = new AzureSasCredential(new IotHubServiceSasToken(hub).toString());
    }

    /**
     * A back end of a local hub. Trusts it throughout this JVM: the SDK's REST clients have no setting of their own for that.
     */
    static BackEnd of(LocalHub local) throws IOException {
        HttpsURLConnection.setDefaultSSLSocketFactory(local.sslContext().getSocketFactory());
        IotHubConnectionString hub =
                IotHubConnectionStringBuilder.createIotHubConnectionString(local.ownerConnectionString());
        // With a credential the SDK takes a port, which a connection string cannot name.
        String address = local.httpsOnStandardPort()
                ? local.hostName()
                : local.hostName() + ":" + local.ports().https();
        return new BackEnd(hub, address);
    }

    /** Makes a device identity and returns its connection string. */
    String createDevice(String deviceId) throws IOException, IotHubException {
        Device device = new RegistryClient(address, credential).addDevice(new Device(deviceId));
        return "HostName=" + hub.getHostName() + ";DeviceId=" + deviceId + ";SharedAccessKey=" + device.getPrimaryKey();
    }

    DirectMethodResponse call(String deviceId, String method) throws IOException, IotHubException {
        DirectMethodRequestOptions options = DirectMethodRequestOptions.builder()
                .methodResponseTimeoutSeconds(CALL_SECONDS)
                .methodConnectTimeoutSeconds(CALL_SECONDS)
                .build();
        return new DirectMethodsClient(address, credential).invoke(deviceId, method, options);
    }

    /** {@return when the device last rebooted, if it says so in its twin} */
    Optional<Instant> lastReboot(String deviceId) throws IOException, IotHubException {
        Object reported = new TwinClient(address, credential)
                .get(deviceId)
                .getReportedProperties()
                .get("rebootTime");
        return Optional.ofNullable(reported).map(String::valueOf).map(Instant::parse);
    }

    /** Waits until the device reports a reboot. */
    Instant awaitReboot(String deviceId, Duration atMost) throws IOException, IotHubException, InterruptedException {
        Instant giveUp = Instant.now().plus(atMost);
        Optional<Instant> reboot = lastReboot(deviceId);
        while (reboot.isEmpty()) {
            if (Instant.now().isAfter(giveUp)) {
                throw new IOException("The device did not report rebootTime within " + atMost.toSeconds() + " s");
            }
            Thread.sleep(200);
            reboot = lastReboot(deviceId);
        }
        return reboot.get();
    }
}
