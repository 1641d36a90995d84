package io.deckhand.examples;

import com.microsoft.azure.sdk.iot.service.exceptions.IotHubException;
import com.microsoft.azure.sdk.iot.service.messaging.Message;
import com.microsoft.azure.sdk.iot.service.messaging.MessagingClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Sends cloud-to-device messages. The SDK's client stays closed after a lost connection, so it is replaced by a new
 * one.
 */
final class MessageSender implements AutoCloseable {
    private static final int ACKNOWLEDGE_MILLIS = 10_000;

    private final String hostName;
    private final PrintWriter out;
    private final Supplier<MessagingClient> clients;
    private MessagingClient client;

    MessageSender(String hostName, PrintWriter out, Supplier<MessagingClient> clients)
            throws BackEndException, InterruptedException {
        this.hostName = hostName;
        this.out = out;
        this.clients = clients;
        this.client = clients.get();
        open("nobody");
    }

    private void open(String deviceId) throws BackEndException, InterruptedException {
        try {
            client.open();
        } catch (IotHubException e) {
            throw BackEndException.of(e, deviceId);
        } catch (IOException | TimeoutException e) {
            throw BackEndException.unreached(e, hostName);
        }
    }

    /**
     * Sends a message; retries while the hub is unavailable. If an acknowledgement is lost, the message may arrive
     * twice.
     */
    void send(String deviceId, Message message, Duration patience) throws BackEndException, InterruptedException {
        Retry retry = new Retry(out, patience);
        while (!sent(deviceId, message, retry)) {
            client.close();
            client = clients.get();
        }
    }

    private boolean sent(String deviceId, Message message, Retry retry) throws BackEndException, InterruptedException {
        try {
            open(deviceId);
            client.send(deviceId, message, ACKNOWLEDGE_MILLIS);
            return true;
        } catch (IotHubException e) {
            throw BackEndException.of(e, deviceId);
        } catch (TimeoutException | IllegalStateException e) {
            retry.after(BackEndException.unreached(e, hostName));
        } catch (BackEndException e) {
            retry.after(e);
        }
        return false;
    }

    @Override
    public void close() throws InterruptedException {
        client.close();
    }
}
