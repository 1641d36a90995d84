package io.deckhand.core.internal.link;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.microsoft.azure.sdk.iot.device.ConnectionStatusChangeContext;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubMessageResult;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.MessageType;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.transport.IotHubConnectionStatus;
import com.microsoft.azure.sdk.iot.device.transport.IotHubTransportConnection;
import com.microsoft.azure.sdk.iot.device.transport.IotHubTransportMessage;
import com.microsoft.azure.sdk.iot.device.transport.NoRetry;
import com.microsoft.azure.sdk.iot.device.transport.TransportException;
import com.microsoft.azure.sdk.iot.device.transport.amqps.AmqpsIotHubConnection;
import com.microsoft.azure.sdk.iot.device.twin.DeviceOperations;
import io.deckhand.CloudMessage;
import io.deckhand.Disposition;
import io.deckhand.MethodRequest;
import io.deckhand.core.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link over one {@link DeviceClient}, by its public API only.
 *
 * <p>Method calls and twin messages are taken from the client's raw message hooks instead of its typed callbacks: the typed
 * ones demand the answer on the SDK's only receiving thread, send none at all when a handler throws, and pass JSON through
 * a parser that turns every number into a double.
 */
public final class SdkHubLink implements HubLink, Tap {
    private static final Logger log = LoggerFactory.getLogger(SdkHubLink.class);

    private static final long NOTICE_MILLIS = 2_000;

    private static final byte[] NO_BODY = {};
    private static final byte[] JSON_NULL = "null".getBytes(StandardCharsets.UTF_8);

    private final LinkSettings settings;
    private final HubEvents events;
    private final RecordedSockets sockets;
    private final OpeningThread opening = new OpeningThread();
    private final Traffic traffic;
    private final Unanswered unanswered;
    private final TwinRequests twinRequests = new TwinRequests();
    private final AtomicBoolean over = new AtomicBoolean();

    /** Completes when the client takes messages, or fails when it never will. */
    private final CompletableFuture<Void> opened = new CompletableFuture<>();

    private final CountDownLatch disconnected = new CountDownLatch(1);
    private volatile boolean connected;
    private volatile @Nullable DeviceClient client;
    private volatile @Nullable TappedConnection tapped;

    public SdkHubLink(LinkSettings settings, Traffic traffic, HubEvents events) {
        this.settings = settings;
        this.sockets = new RecordedSockets((int) settings.answerTimeout().toMillis());
        this.traffic = traffic;
        this.unanswered = new Unanswered(traffic);
        this.events = events;
    }

    @Override
    public void open() throws HubLinkException {
        try {
            opening.begins();
            openClient();
        } catch (IOException | IotHubClientException | TimeoutException | RuntimeException e) {
            throw notConnected(e);
        } catch (ExecutionException e) {
            throw notConnected(causeOf(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notConnected(e);
        } finally {
            opening.ends();
        }
    }

    private void openClient() throws IotHubClientException, ExecutionException, TimeoutException, InterruptedException {
        DeviceClient made = newClient();
        client = made;
        openWithinLimit(made);
        opened.complete(null);
        subscribe(made, MessageType.DEVICE_METHODS, DeviceOperations.DEVICE_OPERATION_METHOD_SUBSCRIBE_REQUEST);
        subscribe(
                made,
                MessageType.DEVICE_TWIN,
                DeviceOperations.DEVICE_OPERATION_TWIN_SUBSCRIBE_DESIRED_PROPERTIES_REQUEST);
        // The SDK has been seen to report CONNECTED without a connection: only an answer proves one.
        await(readTwin(), "the device twin");
    }

    /** The SDK's own limits are a minute and more, and it has none for some of what it waits for. */
    private void openWithinLimit(DeviceClient made) throws IotHubClientException {
        Duration limit = settings.openTimeout();
        CompletableFuture<Void> late = new CompletableFuture<Void>().orTimeout(limit.toMillis(), MILLISECONDS);
        late.exceptionally(timeout -> {
            opening.interrupt(
                    new TimeoutException("The hub did not take the connection within " + limit.toSeconds() + " s"));
            return null;
        });
        try {
            made.open(false);
        } finally {
            late.complete(null);
        }
    }

    /** What the SDK makes of an interrupt says nothing; why it was interrupted does. */
    private HubLinkException notConnected(Throwable failure) {
        String what = "Could not connect to " + settings.hostName();
        return opening.interruptedFor()
                .map(reason -> new HubLinkException(what, reason))
                .orElseGet(() -> new HubLinkException(what, failure));
    }

    private DeviceClient newClient() {
        DeviceClient made = SdkClients.create(settings, sockets.recording(settings.trust()));
        made.setRetryPolicy(new NoRetry());
        made.setConnectionStatusChangeCallback((context) -> statusChanged(context), null);
        made.setMessageCallback(
                (message, context) -> taken(() -> messageArrived(SdkMessages.cloudMessage(message), disposition -> {})),
                null);
        made.getConfig()
                .setDirectMethodsMessageCallback(
                        (message, context) -> taken(() -> methodCalled((IotHubTransportMessage) message)), null);
        made.getConfig()
                .setDeviceTwinMessageCallback(
                        (message, context) -> taken(() -> twinMessageArrived((IotHubTransportMessage) message)), null);
        tapped = settings.layer() == SdkLayer.FAST ? tap(made) : null;
        return made;
    }

    private boolean isMqtt() {
        return settings.transport() == Transport.MQTT || settings.transport() == Transport.MQTT_WS;
    }

    private TappedConnection tap(DeviceClient made) {
        try {
            IotHubTransportConnection wrapped = isMqtt()
                    ? new TappedMqttConnection(made.getConfig(), this)
                    : new AmqpsIotHubConnection(made.getConfig(), settings.deviceId());
            TappedConnection connection = new TappedConnection(wrapped, this);
            SdkInternals.use(made, connection);
            return connection;
        } catch (TransportException | ReflectiveOperationException e) {
            // Not reached: the layer was probed before it was chosen.
            throw new IllegalStateException("The inside of the Azure SDK is not as it was when it was probed", e);
        }
    }

    private void subscribe(DeviceClient client, MessageType type, DeviceOperations operation)
            throws InterruptedException, ExecutionException, TimeoutException {
        IotHubTransportMessage request = request(NO_BODY, type, operation);
        CompletableFuture<Void> subscribed = new CompletableFuture<>();
        client.sendEventAsync(request, (sent, failure, context) -> complete(subscribed, failure), null);
        await(subscribed, "the acknowledgement of a subscription");
    }

    @Override
    public CompletionStage<Void> readTwin() {
        return askTwin(NO_BODY, DeviceOperations.DEVICE_OPERATION_TWIN_GET_REQUEST)
                .thenAccept(response -> events.accept(new HubEvent.TwinRead(this, response.getBytes())));
    }

    @Override
    public CompletionStage<Void> report(byte[] patch) {
        return askTwin(patch, DeviceOperations.DEVICE_OPERATION_TWIN_UPDATE_REPORTED_PROPERTIES_REQUEST)
                .thenAccept(response -> {});
    }

    private CompletableFuture<IotHubTransportMessage> askTwin(byte[] body, DeviceOperations operation) {
        IotHubTransportMessage request = request(body, MessageType.DEVICE_TWIN, operation);
        CompletableFuture<IotHubTransportMessage> answered = twinRequests.expectAnswerTo(request);
        hand(request, answered);
        return unanswered.mind(answered);
    }

    /** A hub that remembers the device's session calls its methods before the client says that it is open: answers wait for that. */
    @Override
    public CompletionStage<Void> answer(HubEvent.MethodCall call, MethodAnswer answer) {
        IotHubTransportMessage response = request(
                answer.payload(), MessageType.DEVICE_METHODS, DeviceOperations.DEVICE_OPERATION_METHOD_SEND_RESPONSE);
        response.setRequestId(call.requestId());
        response.setStatus(Integer.toString(answer.status()));
        response.setConnectionDeviceId(settings.deviceId());
        return opened.thenCompose(open -> handOver(response));
    }

    @Override
    public CompletionStage<Void> send(TelemetryMessage telemetry) {
        try {
            Message message = SdkMessages.telemetry(telemetry);
            message.setConnectionDeviceId(settings.deviceId());
            return handOver(message);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e); // the SDK has rules of its own for names of properties
        }
    }

    /** The SDK's queue swaps messages that are handed over while it looks for expired ones; past it, none overtakes another. */
    @Override
    public int telemetryWindow() {
        return tapped == null ? 1 : 256;
    }

    private CompletableFuture<Void> handOver(Message message) {
        return unanswered.mind(tapped == null ? sent(message) : tapped.sendAtOnce(message));
    }

    private CompletableFuture<Void> sent(Message message) {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        try {
            open(client).sendEventAsync(message, (sent, failure, context) -> complete(acknowledged, failure), null);
        } catch (RuntimeException notOpen) {
            acknowledged.completeExceptionally(notOpen);
        }
        return acknowledged;
    }

    /** Sends a request whose answer arrives by a hook; only a failure to send ends it here. */
    private void hand(Message request, CompletableFuture<?> answered) {
        sent(request).whenComplete((acknowledged, failure) -> {
            if (failure != null) {
                answered.completeExceptionally(failure);
            }
        });
    }

    /** The SDK settles what its callbacks return at once: a callback may not wait. */
    private static IotHubMessageResult taken(Runnable task) {
        task.run();
        return IotHubMessageResult.COMPLETE;
    }

    @Override
    public void methodCalled(IotHubTransportMessage call) {
        traffic.received();
        if (call.getDeviceOperationType() == DeviceOperations.DEVICE_OPERATION_METHOD_RECEIVE_REQUEST) {
            call.setCorrelationId(""); // else the SDK starts a thread per message to tidy a map
            byte[] payload = call.getBytes().length == 0 ? JSON_NULL : call.getBytes();
            MethodRequest request =
                    new MethodRequest(call.getMethodName(), new String(payload, StandardCharsets.UTF_8));
            events.accept(new HubEvent.MethodCall(this, call.getRequestId(), request));
        }
    }

    @Override
    public void twinMessageArrived(IotHubTransportMessage twin) {
        traffic.received();
        // MQTT pairs an answer with its request by the one id, AMQP by the other; a desired change has neither.
        String id = twin.getRequestId() == null ? twin.getCorrelationId() : twin.getRequestId();
        if (twin.getDeviceOperationType()
                == DeviceOperations.DEVICE_OPERATION_TWIN_SUBSCRIBE_DESIRED_PROPERTIES_RESPONSE) {
            events.accept(new HubEvent.DesiredPatch(this, twin.getBytes()));
        } else if (id != null) {
            twinRequests.answer(id, twin);
        }
        twin.setCorrelationId("");
    }

    /** Paho may forget who waits for its connection; Proton does not, and names the better reason. */
    @Override
    public void connectionLost(Throwable cause) {
        if (isMqtt() && !opened.isDone()) {
            opening.interrupt(cause);
        }
    }

    @Override
    public void messageArrived(CloudMessage message, Settlement settlement) {
        traffic.received();
        events.accept(new HubEvent.MessageArrival(this, message, settlement));
    }

    @Override
    public void settle(HubEvent.MessageArrival arrival, Disposition disposition) {
        try {
            ((Settlement) arrival.token()).settle(disposition);
        } catch (Exception gone) {
            log.info(
                    "{}: cloud-to-device message {} was handled after its connection was gone; the hub delivers it again",
                    settings.deviceId(),
                    arrival.message().messageId());
        }
    }

    /** The base settles a message when it arrives. */
    @Override
    public boolean canAbandon() {
        return tapped != null && !isMqtt();
    }

    private void statusChanged(ConnectionStatusChangeContext context) {
        if (context.getNewStatus() == IotHubConnectionStatus.CONNECTED) {
            connected = true;
        } else if (context.getNewStatus() == IotHubConnectionStatus.DISCONNECTED) {
            disconnected.countDown();
            lost(context.getCause());
        }
    }

    private void lost(@Nullable Throwable cause) {
        if (over.compareAndSet(false, true)) {
            giveUpWaiting(cause);
            events.accept(new HubEvent.LinkLost(this, cause));
        }
    }

    @Override
    public Optional<Exception> overdue() {
        return unanswered.anyFor(settings.answerTimeout())
                ? Optional.of(new TimeoutException("The hub has left a request unanswered for "
                        + settings.answerTimeout().toSeconds() + " s"))
                : Optional.empty();
    }

    /** MQTT: as long as its token. AMQP renews the token within the connection. */
    @Override
    public Optional<Duration> usableFor() {
        return isMqtt() ? Optional.of(settings.tokenLifetime().multipliedBy(4).dividedBy(5)) : Optional.empty();
    }

    @Override
    public void abandon(Throwable why) {
        sockets.reset();
        boolean wasOpening = opening.interrupt(why);
        if (!wasOpening && !isMqtt()) {
            lost(why); // Proton keeps its socket to itself: nobody else notices
        }
    }

    @Override
    public void close() {
        over.set(true);
        sockets.reset();
        DeviceClient closing = client;
        if (closing != null) {
            awaitDisconnected();
            closing.close();
        }
        giveUpWaiting(null);
    }

    private void giveUpWaiting(@Nullable Throwable cause) {
        opened.completeExceptionally(new IOException("The connection was lost before it was open", cause));
        twinRequests.fail(cause);
        if (tapped != null) {
            tapped.failUnacknowledged(cause);
        }
    }

    /**
     * A client that is closed before it noticed the reset says goodbye to a connection that is gone, and waits 30 s for packets
     * still under way. It notices within milliseconds.
     */
    private void awaitDisconnected() {
        try {
            if (connected && isMqtt() && !disconnected.await(NOTICE_MILLIS, MILLISECONDS)) {
                log.debug("{}: the SDK did not notice the reset within {} ms", settings.deviceId(), NOTICE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it is closed all the same
        }
    }

    private static DeviceClient open(@Nullable DeviceClient client) {
        if (client == null) {
            throw new IllegalStateException("The link is not open");
        }
        return client;
    }

    private static IotHubTransportMessage request(byte[] body, MessageType type, DeviceOperations operation) {
        IotHubTransportMessage request = new IotHubTransportMessage(body, type);
        request.setDeviceOperationType(operation);
        return request;
    }

    private static void complete(CompletableFuture<Void> stage, @Nullable Throwable failure) {
        if (failure == null) {
            stage.complete(null);
        } else {
            stage.completeExceptionally(failure);
        }
    }

    private <T> T await(CompletionStage<T> stage, String what)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return stage.toCompletableFuture().get(settings.answerTimeout().toMillis(), MILLISECONDS);
        } catch (TimeoutException e) {
            throw new TimeoutException("The hub did not send " + what + " within "
                    + settings.answerTimeout().toSeconds() + " s");
        }
    }

    private static Throwable causeOf(ExecutionException e) {
        return e.getCause() == null ? e : e.getCause();
    }
}
