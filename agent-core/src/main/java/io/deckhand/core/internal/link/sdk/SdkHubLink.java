package io.deckhand.core.internal.link.sdk;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.microsoft.azure.sdk.iot.device.ConnectionStatusChangeContext;
import com.microsoft.azure.sdk.iot.device.InternalClient;
import com.microsoft.azure.sdk.iot.device.IotHubConnectionStatusChangeReason;
import com.microsoft.azure.sdk.iot.device.IotHubMessageResult;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.transport.IotHubConnectionStatus;
import com.microsoft.azure.sdk.iot.device.transport.IotHubTransportMessage;
import com.microsoft.azure.sdk.iot.device.transport.NoRetry;
import com.microsoft.azure.sdk.iot.device.transport.TransportException;
import io.deckhand.Disposition;
import io.deckhand.FailureCause;
import io.deckhand.core.internal.identity.Proof;
import io.deckhand.core.internal.link.BlockingHubLink;
import io.deckhand.core.internal.link.Exchange;
import io.deckhand.core.internal.link.FailedAttempt;
import io.deckhand.core.internal.link.Failure;
import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.link.HubEvents;
import io.deckhand.core.internal.link.HubLinkException;
import io.deckhand.core.internal.link.LinkSettings;
import io.deckhand.core.internal.link.MethodAnswer;
import io.deckhand.core.internal.link.Progress;
import io.deckhand.core.internal.link.TelemetryMessage;
import io.deckhand.core.internal.link.TokenExpired;
import io.deckhand.core.internal.link.Traffic;
import io.deckhand.core.internal.link.socket.RecordedSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
 * A link over one {@code DeviceClient} or {@code ModuleClient}.
 *
 * <p>Method calls and twin messages are taken from the client's raw message hooks instead of its typed callbacks. The
 * typed callbacks require the answer on the SDK's only receiving thread, send no answer if a handler throws, and parse
 * JSON so that every number becomes a double.
 */
public final class SdkHubLink implements BlockingHubLink {
    private static final Logger log = LoggerFactory.getLogger(SdkHubLink.class);

    private static final long NOTICE_MILLIS = 2_000;

    private final LinkSettings settings;
    private final SdkProtocol protocol;
    private final SdkLayer layer;
    private final HubEvents events;
    private final RecordedSockets sockets;
    private final OpeningThread opening = new OpeningThread();
    private final Exchange exchange;
    private final AtomicBoolean over = new AtomicBoolean();

    /** Completes when the client accepts messages, or fails if it never will. */
    private final CompletableFuture<Void> opened = new CompletableFuture<>();

    private final CountDownLatch disconnected = new CountDownLatch(1);
    private volatile boolean connected;
    private volatile boolean tokenOver;
    private volatile @Nullable Proof proof;
    private volatile @Nullable InternalClient client;
    private volatile @Nullable Wire wire;
    private volatile List<Thread> sweepers = List.of();

    public SdkHubLink(LinkSettings settings, SdkLayer layer, Traffic traffic, HubEvents events) {
        this.settings = settings;
        this.protocol = SdkProtocol.of(settings.transport());
        this.layer = layer;
        this.events = events;
        this.exchange = new Exchange(this, settings.login(), traffic, events, this::connectionLost);
        this.sockets = new RecordedSockets((int) settings.answerTimeout().toMillis(), exchange.progress());
    }

    @Override
    public void open() throws HubLinkException {
        try {
            opening.begins();
            openClient();
        } catch (ExecutionException e) {
            throw notConnected(causeOf(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notConnected(e);
        } catch (Exception e) {
            throw notConnected(e);
        } finally {
            opening.ends();
        }
    }

    private void openClient() throws Exception {
        Proof shown = settings.login().prove();
        proof = shown;
        InternalClient made = newClient(shown);
        client = made;
        openWithinLimit(made);
        opened.complete(null);
        wire().subscribe(settings.answerTimeout());
        wire().rest();
        // The SDK has been seen to report CONNECTED without a connection: only an answer proves one.
        await(readTwin(), "the device twin");
        settings.login().accepted();
        if (wire().renewsCertificates()) {
            settings.login().renewal().ifPresent(renewal -> renewal.opened(this::requestCertificate));
        }
    }

    private void requestCertificate(String requestId, byte[] body) {
        exchange.<Void>send(body.length, acknowledged -> wire().requestCertificate(requestId, body, acknowledged));
    }

    /** The SDK's own timeouts are a minute and longer, and some of its waits have none. */
    private void openWithinLimit(InternalClient made) throws IotHubClientException {
        CountDownLatch done = new CountDownLatch(1);
        // Its own thread, not the JDK's timer: that thread would hold the application's class loader permanently.
        Thread watch = new Thread(() -> interruptLate(done), "deckhand-" + settings.deviceId() + "-open-limit");
        watch.setDaemon(true);
        watch.start();
        try {
            made.open(false);
        } finally {
            done.countDown();
        }
    }

    private void interruptLate(CountDownLatch done) {
        Duration limit = settings.openTimeout();
        Progress.Wait wait = exchange.progress().startWait();
        try {
            while (!done.await(wait.left(limit).toNanos(), NANOSECONDS)) {
                if (wait.left(limit).toNanos() <= 0) {
                    opening.interrupt(new TimeoutException(
                            "The hub did not accept the connection within " + limit.toSeconds() + " s"));
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // never interrupted
        }
    }

    /** The SDK's exception after an interrupt says nothing, so the reason for the interrupt is reported. */
    private HubLinkException notConnected(Throwable failure) {
        String what = "Could not connect to " + settings.hostName();
        Failure named = named(opening.interruptedFor().orElse(failure));
        return new HubLinkException(what, FailedAttempt.explained(named, settings.login(), proof));
    }

    /** Proton does not tell that a name was not resolved, by which a device knows that its hub was deleted. */
    private Failure named(Throwable failure) {
        Failure named = FailureDiagnosis.ofAttempt(failure);
        if (named.cause() == FailureCause.UNKNOWN && protocol != SdkProtocol.MQTT && settings.proxy() == null) {
            try {
                var unused = InetAddress.getByName(settings.login().identity().connectsTo());
            } catch (UnknownHostException e) {
                return FailureDiagnosis.ofAttempt(e);
            }
        }
        return named;
    }

    private InternalClient newClient(Proof shown) {
        InternalClient made = SdkClients.create(
                settings,
                shown,
                sockets.recording(shown.context(), settings.login().identity().connectsTo()),
                (message, context) -> taken(() -> exchange.messageArrived(
                        Optional.ofNullable(message.getInputName()),
                        SdkMessages.cloudMessage(message),
                        disposition -> {})));
        made.setRetryPolicy(new NoRetry());
        made.setConnectionStatusChangeCallback((context) -> statusChanged(context), null);
        made.getConfig()
                .setDirectMethodsMessageCallback(
                        (message, context) ->
                                taken(() -> SdkMessages.readMethodCall((IotHubTransportMessage) message, exchange)),
                        null);
        made.getConfig()
                .setDeviceTwinMessageCallback(
                        (message, context) ->
                                taken(() -> SdkMessages.readTwinMessage((IotHubTransportMessage) message, exchange)),
                        null);
        wire = layer == SdkLayer.FAST ? tap(made) : new SdkWire(made, null, settings.deviceId(), exchange.progress());
        return made;
    }

    /** {@return the fast path around the SDK's queues, or the base if the SDK's internals have changed} */
    private Wire tap(InternalClient made) {
        try {
            sweepers = SdkInternals.sweepers(made);
            if (protocol == SdkProtocol.MQTT) {
                TappedMqttConnection connection = new TappedMqttConnection(
                        made.getConfig(),
                        exchange,
                        sockets,
                        exchange.progress(),
                        settings.login().renewal().isPresent());
                SdkInternals.use(made, connection);
                return connection;
            }
            TappedConnection connection =
                    TappedConnection.create(made.getConfig(), settings.deviceId(), exchange, exchange.progress());
            SdkInternals.use(made, connection);
            return new SdkWire(made, connection, settings.deviceId(), exchange.progress());
        } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
            SdkLayer.unexpected(e);
            return new SdkWire(made, null, settings.deviceId(), exchange.progress());
        } catch (TransportException e) {
            throw new IllegalStateException("The Azure SDK could not prepare the connection", e);
        }
    }

    private Wire wire() {
        Wire made = wire;
        if (made == null) {
            throw new IllegalStateException("The link is not open");
        }
        return made;
    }

    @Override
    public CompletionStage<Void> readTwin() {
        return exchange.readTwin((requestId, answered) -> wire().readTwin(requestId, answered));
    }

    @Override
    public CompletionStage<Void> report(byte[] patch) {
        return exchange.report(patch.length, (requestId, answered) -> wire().report(requestId, patch, answered));
    }

    /**
     * A hub that remembers the device's session calls methods before the client reports that it is open, so answers
     * wait for that.
     */
    @Override
    public CompletionStage<Void> answer(HubEvent.MethodCall call, MethodAnswer answer) {
        return opened.thenCompose(open -> exchange.<Void>send(
                answer.payload().length, acknowledged -> wire().answer(call.requestId(), answer, acknowledged)));
    }

    @Override
    public CompletionStage<Void> send(TelemetryMessage telemetry) {
        return exchange.<Void>send(telemetry.body().length, acknowledged -> wire().send(telemetry, acknowledged));
    }

    @Override
    public int telemetryWindow() {
        return wire().telemetryWindow();
    }

    /** The SDK settles a message with the result of its callback immediately, so a callback must not wait. */
    private static IotHubMessageResult taken(Runnable task) {
        task.run();
        return IotHubMessageResult.COMPLETE;
    }

    /**
     * Paho may never wake the thread that waits for its connection, or for the answer to a subscription that was sent while
     * the connection ended. Proton does, and reports the better reason.
     */
    private void connectionLost(Throwable cause) {
        exchange.end(cause);
        if (protocol.noticesReset()) {
            opening.interrupt(cause);
        }
    }

    @Override
    public void settle(HubEvent.MessageArrival arrival, Disposition disposition) {
        exchange.settle(arrival, disposition);
    }

    @Override
    public boolean canAbandon() {
        return wire().canAbandon();
    }

    private void statusChanged(ConnectionStatusChangeContext context) {
        // Reported only with the first change after a loss, before the SDK asks whether to retry.
        if (context.getNewStatusReason() == IotHubConnectionStatusChangeReason.EXPIRED_SAS_TOKEN) {
            tokenOver = true;
        }
        if (context.getNewStatus() == IotHubConnectionStatus.CONNECTED) {
            connected = true;
        } else if (context.getNewStatus() == IotHubConnectionStatus.DISCONNECTED) {
            disconnected.countDown();
            lost(tokenOver ? new TokenExpired(context.getCause()) : context.getCause());
        }
    }

    private void lost(@Nullable Throwable cause) {
        if (over.compareAndSet(false, true)) {
            giveUpWaiting(cause);
            events.accept(new HubEvent.LinkLost(this, FailureDiagnosis.ofLoss(cause)));
        }
    }

    @Override
    public Optional<Failure> overdue() {
        Duration left = untilOverdue();
        return left.isZero() || left.isNegative()
                ? Optional.of(FailureDiagnosis.ofLoss(new TimeoutException("The hub has left a request unanswered for "
                        + settings.answerTimeout().toSeconds() + " s")))
                : Optional.empty();
    }

    @Override
    public Duration untilOverdue() {
        return exchange.untilOverdue(settings.answerTimeout());
    }

    /** As long as its token is valid, unless the token is renewed within the connection. */
    @Override
    public Optional<Duration> usableFor() {
        Proof shown = proof;
        return shown == null || (protocol.renewsToken() && shown.next().isPresent() && !isBehindGateway())
                ? Optional.empty()
                : shown.goodFor(Instant.now());
    }

    /** Behind a gateway the SDK has one token and cannot get another. */
    private boolean isBehindGateway() {
        return settings.login().identity().gatewayHostName() != null;
    }

    @Override
    public void abandon(Throwable why) {
        sockets.reset();
        boolean wasOpening = opening.interrupt(why);
        if (!wasOpening && !protocol.noticesReset()) {
            lost(why);
        }
    }

    @Override
    public void close() {
        over.set(true);
        sockets.reset();
        InternalClient closing = client;
        if (closing != null) {
            awaitDisconnected();
            closing.close();
            // A client that is closed while it notices the reset leaves them asleep, for up to an hour.
            sweepers.forEach(Thread::interrupt);
        }
        giveUpWaiting(null);
    }

    private void giveUpWaiting(@Nullable Throwable cause) {
        opened.completeExceptionally(new IOException("The connection was lost before it was open", cause));
        exchange.end(cause);
    }

    /**
     * A client that is closed before it notices the reset sends DISCONNECT on the dead connection, and waits 30 s for
     * pending packets. It notices the reset within milliseconds.
     */
    private void awaitDisconnected() {
        try {
            if (connected && protocol.noticesReset() && !disconnected.await(NOTICE_MILLIS, MILLISECONDS)) {
                log.debug("{}: the SDK did not notice the reset within {} ms", settings.deviceId(), NOTICE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it is closed in either case
        }
    }

    private <T> T await(CompletionStage<T> stage, String what)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return exchange.progress().startWait().get(stage.toCompletableFuture(), settings.twinTimeout());
        } catch (TimeoutException e) {
            throw new TimeoutException("The hub did not send " + what + " within "
                    + settings.twinTimeout().toSeconds() + " s");
        }
    }

    private static Throwable causeOf(ExecutionException e) {
        return e.getCause() == null ? e : e.getCause();
    }
}
