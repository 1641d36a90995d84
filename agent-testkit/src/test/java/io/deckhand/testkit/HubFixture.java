package io.deckhand.testkit;

import static org.awaitility.Awaitility.await;

import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.IotHubStatusCode;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.transport.NoRetry;
import com.microsoft.azure.sdk.iot.device.twin.TwinCollection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A hub for each test, and unmodified device clients that trust it and are closed with it. */
final class HubFixture implements BeforeEachCallback, AfterEachCallback {
    static final int ANSWER_MILLIS = 3_000;
    private static final int ATTEMPTS = 10;

    /** The raw SDK loses an acknowledgement that comes while it is between two steps, and a busy machine makes that long. */
    private static final Duration NOT_TOO_SOON = Duration.ofMillis(40);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    @Override
    public void beforeEach(ExtensionContext context) {
        opened.push(LocalHub.builder().acknowledgeAfter(NOT_TOO_SOON).start());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    LocalHub hub() {
        return (LocalHub) opened.getLast();
    }

    /** {@return a client that is connected and will not reconnect on its own} */
    DeviceClient open(HubDevice device) throws IotHubClientException {
        return open(device, IotHubClientProtocol.MQTT);
    }

    /** {@return a client that is connected over this protocol and will not reconnect on its own} */
    DeviceClient open(HubDevice device, IotHubClientProtocol protocol) throws IotHubClientException {
        DeviceClient client = client(device.connectionString(), protocol);
        client.open(false);
        return client;
    }

    /** {@return a client that is not connected yet} */
    DeviceClient client(String connectionString) {
        return client(connectionString, IotHubClientProtocol.MQTT);
    }

    DeviceClient client(String connectionString, IotHubClientProtocol protocol) {
        DeviceClient client = client(hub(), connectionString, protocol);
        opened.push(client::close);
        return client;
    }

    /**
     * Reports properties and waits until the hub has them. The SDK's own call that waits now and then misses the answer:
     * one of its threads looks for the caller in a map while another takes it out.
     */
    static void report(DeviceClient client, HubDevice device, TwinCollection properties) {
        String before = device.reported();
        client.updateReportedPropertiesAsync(properties, (status, response, failure, context) -> {}, null);
        await().until(() -> !device.reported().equals(before));
    }

    /**
     * {@return what the hub answered to a twin request, which is repeated until the SDK has noticed an answer}
     *
     * <p>The SDK forgets who waits for an answer at the same time as it looks who does, on two threads.
     */
    static <T> T answered(Callable<T> request) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                return request.call();
            } catch (IotHubClientException e) {
                if (e.getStatusCode() != IotHubStatusCode.DEVICE_OPERATION_TIMED_OUT || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    static DeviceClient client(LocalHub hub, String connectionString) {
        return client(hub, connectionString, IotHubClientProtocol.MQTT);
    }

    static DeviceClient client(LocalHub hub, String connectionString, IotHubClientProtocol protocol) {
        ClientOptions options =
                ClientOptions.builder().sslContext(hub.sslContext()).build();
        DeviceClient client = new DeviceClient(connectionString, protocol, options);
        client.setRetryPolicy(new NoRetry());
        return client;
    }
}
