package io.deckhand.examples;

import com.azure.core.credential.AzureSasCredential;
import com.google.gson.JsonElement;
import com.microsoft.azure.sdk.iot.service.auth.IotHubConnectionString;
import com.microsoft.azure.sdk.iot.service.auth.IotHubConnectionStringBuilder;
import com.microsoft.azure.sdk.iot.service.auth.IotHubServiceSasToken;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubConflictException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubException;
import com.microsoft.azure.sdk.iot.service.messaging.IotHubServiceClientProtocol;
import com.microsoft.azure.sdk.iot.service.messaging.MessageFeedbackProcessorClient;
import com.microsoft.azure.sdk.iot.service.messaging.MessageFeedbackProcessorClientOptions;
import com.microsoft.azure.sdk.iot.service.messaging.MessagingClient;
import com.microsoft.azure.sdk.iot.service.messaging.MessagingClientOptions;
import com.microsoft.azure.sdk.iot.service.methods.DirectMethodRequestOptions;
import com.microsoft.azure.sdk.iot.service.methods.DirectMethodResponse;
import com.microsoft.azure.sdk.iot.service.methods.DirectMethodsClient;
import com.microsoft.azure.sdk.iot.service.methods.DirectMethodsClientOptions;
import com.microsoft.azure.sdk.iot.service.query.QueryClient;
import com.microsoft.azure.sdk.iot.service.query.TwinQueryResponse;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;
import com.microsoft.azure.sdk.iot.service.twin.Twin;
import com.microsoft.azure.sdk.iot.service.twin.TwinClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;

/** The functions of a back end, with only Azure's unmodified service SDK and the hub's connection string. */
final class BackEnd implements AutoCloseable {
    /** The SDK's default read timeout is 24 s, regardless of the method's timeout. */
    private static final int SPARE_SECONDS = 10;

    private final IotHubConnectionString hub;
    private final String address;
    private final AzureSasCredential credential;
    private final Optional<SSLContext> trust;
    private final PrintWriter out;
    private final CtrlC ctrlC;

    private BackEnd(IotHubConnectionString hub, String address, Optional<SSLContext> trust, PrintWriter out) {
        this.hub = hub;
        this.address = address;
        this.credential = new AzureSasCredential(new IotHubServiceSasToken(hub).toString());
        this.trust = trust;
        this.out = out;
        this.ctrlC = CtrlC.then(() -> out.println("Stopped before it had finished."));
    }

    /** {@return a back end} Uses a credential, since a connection string cannot contain a port. */
    static BackEnd of(Connection given, OptionalInt httpsPort, PrintWriter out) throws IOException {
        IotHubConnectionString hub = IotHubConnectionStringBuilder.createIotHubConnectionString(given.text());
        String address = hub.getHostName() + (httpsPort.isPresent() ? ":" + httpsPort.getAsInt() : "");
        return new BackEnd(hub, address, given.trust(), out);
    }

    /** Creates a device identity; the hub generates its keys. */
    void createDevice(String deviceId) throws BackEndException {
        ask(deviceId, () -> new RegistryClient(address, credential).addDevice(new Device(deviceId)));
    }

    /** {@return the device's connection string, which is a secret} */
    String deviceConnectionString(String deviceId) throws BackEndException {
        Device device = ask(deviceId, () -> new RegistryClient(address, credential).getDevice(deviceId));
        return "HostName=" + hub.getHostName() + ";DeviceId=" + deviceId + ";SharedAccessKey=" + device.getPrimaryKey();
    }

    /** {@return the connection string of a device, which is created if the hub does not have it} */
    String existingOrNew(String deviceId) throws BackEndException {
        Device device = ask(deviceId, () -> {
            RegistryClient registry = new RegistryClient(address, credential);
            try {
                return registry.addDevice(new Device(deviceId));
            } catch (IotHubConflictException exists) {
                return registry.getDevice(deviceId);
            }
        });
        return "HostName=" + hub.getHostName() + ";DeviceId=" + deviceId + ";SharedAccessKey=" + device.getPrimaryKey();
    }

    /** {@return the TLS context, if the JVM's default is not to be used} */
    Optional<SSLContext> trust() {
        return trust;
    }

    /** Calls a direct method, and prints a line from time to time while it waits. */
    DirectMethodResponse call(String deviceId, String method, JsonElement payload, Duration timeout, Duration connect)
            throws BackEndException {
        int seconds = Math.toIntExact(timeout.toSeconds());
        int connectSeconds = Math.toIntExact(connect.toSeconds());
        DirectMethodRequestOptions call = DirectMethodRequestOptions.builder()
                .payload(payload)
                .methodResponseTimeoutSeconds(seconds)
                .methodConnectTimeoutSeconds(connectSeconds)
                .build();
        DirectMethodsClientOptions patience = DirectMethodsClientOptions.builder()
                .httpReadTimeoutSeconds(seconds + connectSeconds + SPARE_SECONDS)
                .build();
        try (Progress progress = Progress.of(out, "Still waiting for the answer of device '" + deviceId + "'")) {
            return ask(
                    deviceId,
                    () -> new DirectMethodsClient(address, credential, patience).invoke(deviceId, method, call));
        }
    }

    /** {@return the time of the last reboot that the device reported in its twin, if any} */
    Optional<String> lastReboot(String deviceId) throws BackEndException {
        return rebootTime(ask(deviceId, () -> new TwinClient(address, credential).get(deviceId)));
    }

    /** {@return an operation as reported in the device's twin; empty until the first report} */
    Map<?, ?> operation(String deviceId, String id) throws BackEndException {
        Twin twin = ask(deviceId, () -> new TwinClient(address, credential).get(deviceId));
        Object found = twin.getReportedProperties();
        for (String name : List.of("deckhand", "operations", id)) {
            found = found instanceof Map<?, ?> section ? section.get(name) : null;
        }
        return found instanceof Map<?, ?> operation ? operation : Map.of();
    }

    /** {@return the twins that a query finds} */
    List<Twin> query(String query) throws BackEndException {
        return ask("", () -> {
            List<Twin> found = new ArrayList<>();
            TwinQueryResponse pages = new QueryClient(address, credential).queryTwins(query);
            while (pages.hasNext()) {
                found.add(pages.next());
            }
            return found;
        });
    }

    static Optional<String> rebootTime(Twin twin) {
        return Optional.ofNullable(twin.getReportedProperties().get("rebootTime"))
                .map(String::valueOf);
    }

    /** {@return a sender of messages to devices, over AMQP} */
    MessageSender sender() throws BackEndException, InterruptedException {
        MessagingClientOptions.MessagingClientOptionsBuilder options = MessagingClientOptions.builder();
        trust.ifPresent(options::sslContext);
        return new MessageSender(
                hub.getHostName(),
                out,
                () -> new MessagingClient(
                        hub.getHostName(), credential, IotHubServiceClientProtocol.AMQPS, options.build()));
    }

    /** {@return a receiver of feedback on these messages, over AMQP} */
    FeedbackReceiver feedback() throws BackEndException, InterruptedException {
        MessageFeedbackProcessorClientOptions.MessageFeedbackProcessorClientOptionsBuilder options =
                MessageFeedbackProcessorClientOptions.builder();
        trust.ifPresent(options::sslContext);
        return new FeedbackReceiver(
                hub.getHostName(),
                out,
                (records, lost) -> new MessageFeedbackProcessorClient(
                        hub.getHostName(),
                        credential,
                        IotHubServiceClientProtocol.AMQPS,
                        records,
                        options.errorProcessor(lost).build()));
    }

    @Override
    public void close() {
        ctrlC.close();
    }

    private <T> T ask(String deviceId, Request<T> request) throws BackEndException {
        try {
            return request.send();
        } catch (IotHubException e) {
            throw BackEndException.of(e, deviceId);
        } catch (IOException e) {
            throw BackEndException.of(e, address);
        }
    }

    /** One request of the service SDK. */
    private interface Request<T> {
        T send() throws IOException, IotHubException;
    }
}
