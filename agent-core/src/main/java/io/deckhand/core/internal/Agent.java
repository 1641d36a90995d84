package io.deckhand.core.internal;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.deckhand.AgentException;
import io.deckhand.AgentHealth;
import io.deckhand.ConnectionState;
import io.deckhand.ConnectionTransition;
import io.deckhand.Delivery;
import io.deckhand.DeviceAgent;
import io.deckhand.DeviceModel;
import io.deckhand.FileUpload;
import io.deckhand.MethodRegistry;
import io.deckhand.Receipt;
import io.deckhand.ReconnectPolicy;
import io.deckhand.SendOptions;
import io.deckhand.StoreHealth;
import io.deckhand.TelemetrySources;
import io.deckhand.Transport;
import io.deckhand.TwinSection;
import io.deckhand.UploadOptions;
import io.deckhand.core.internal.connect.Admission;
import io.deckhand.core.internal.connect.CaughtUp;
import io.deckhand.core.internal.connect.ConnectionDispatcher;
import io.deckhand.core.internal.connect.Supervisor;
import io.deckhand.core.internal.connect.TimeSource;
import io.deckhand.core.internal.handler.Durations;
import io.deckhand.core.internal.handler.HandlerOptions;
import io.deckhand.core.internal.handler.Handlers;
import io.deckhand.core.internal.identity.Account;
import io.deckhand.core.internal.identity.CredentialWatch;
import io.deckhand.core.internal.json.Json;
import io.deckhand.core.internal.link.Failure;
import io.deckhand.core.internal.link.HttpProxy;
import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.link.Traffic;
import io.deckhand.core.internal.message.MessageDispatcher;
import io.deckhand.core.internal.method.MethodDispatcher;
import io.deckhand.core.internal.model.Models;
import io.deckhand.core.internal.store.Store;
import io.deckhand.core.internal.telemetry.Outbox;
import io.deckhand.core.internal.telemetry.OutboxLimits;
import io.deckhand.core.internal.telemetry.Parcel;
import io.deckhand.core.internal.telemetry.Telemetry;
import io.deckhand.core.internal.telemetry.TelemetrySchedule;
import io.deckhand.core.internal.threads.AgentThreads;
import io.deckhand.core.internal.twin.DesiredState;
import io.deckhand.core.internal.twin.ReportedState;
import io.deckhand.core.internal.upload.Content;
import io.deckhand.core.internal.upload.Means;
import io.deckhand.core.internal.upload.Uploads;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent as the application sees it: delegates each call to the component that implements it. */
public final class Agent implements DeviceAgent, Supervisor.Observer {
    private static final Logger log = LoggerFactory.getLogger(Agent.class);

    private final String deviceId; // for the log; the provisioning service may assign the account another id
    private final Account account;
    private final Duration operationTimeout;
    private final AgentThreads threads;
    private final @Nullable Store store;
    private final MethodDispatcher methods;
    private final MessageDispatcher messages;
    private final ConnectionDispatcher connections;
    private final DesiredState desired;
    private final ReportedState reported;
    private final Outbox outbox;
    private final Telemetry telemetry;
    private final TelemetrySchedule sources;
    private final Models models;
    private final Uploads uploads;
    private final Supervisor supervisor;
    private final Traffic traffic;
    private final CredentialWatch credential;
    private final boolean credentialMayChange;
    private final Duration credentialCheck;
    private final CaughtUp caughtUp = new CaughtUp();
    private final CompletableFuture<Void> connectedOnce = new CompletableFuture<>();
    private volatile CompletableFuture<Void> connectionLost = new CompletableFuture<>();

    private final Object lifecycle = new Object();
    private boolean started;
    private boolean closed;
    private final Ending ending;
    private final AtomicBoolean finished = new AtomicBoolean();

    /** The settings of an agent, apart from its handlers. */
    public record Settings(
            Account account,
            Duration credentialCheck,
            List<Transport> transports,
            ReconnectPolicy reconnect,
            Duration operationTimeout,
            OutboxLimits outbox,
            Place place,
            @Nullable Store store,
            @Nullable HttpProxy proxy) {
        /** Without a store and without a proxy. */
        public Settings(
                Account account,
                Duration credentialCheck,
                List<Transport> transports,
                ReconnectPolicy reconnect,
                Duration operationTimeout,
                OutboxLimits outbox,
                Place place) {
            this(account, credentialCheck, transports, reconnect, operationTimeout, outbox, place, null, null);
        }
    }

    /** The environment of an agent: the threads it runs on, and the admission that decides when it may connect. */
    public record Place(AgentThreads threads, Admission admission) {
        /** A standalone agent: it has its own threads, and may connect at any time. */
        public static Place alone(String deviceId, boolean virtualThreads) {
            return new Place(new AgentThreads(deviceId, virtualThreads), Admission.AT_ONCE);
        }
    }

    public Agent(
            Settings settings,
            Json json,
            Handlers handlers,
            HandlerOptions options,
            HubLink.Factory links,
            Traffic traffic) {
        this.account = settings.account();
        this.deviceId = account.deviceId();
        this.operationTimeout = settings.operationTimeout();
        this.threads = settings.place().threads();
        this.store = settings.store();
        this.reported = new ReportedState(deviceId, json, threads, threads.lane(), handlers.components(), store);
        this.methods = new MethodDispatcher(this, threads, json, reported, handlers.methods(), options, store);
        this.messages = new MessageDispatcher(this, this::isClosed, threads, handlers, options, store);
        this.connections = new ConnectionDispatcher(this, threads, handlers.connectionListeners());
        this.desired = new DesiredState(
                this, threads, json, handlers, options.modelId() != null, reported, methods::read, store);
        this.outbox = new Outbox(deviceId, settings.outbox(), threads, store);
        this.telemetry = new Telemetry(json, outbox);
        this.sources = new TelemetrySchedule(this, telemetry, threads, handlers.sources());
        this.models = new Models(json, options.modelId(), handlers);
        this.uploads = new Uploads(new Means(deviceId, account, json, settings.proxy(), settings.reconnect(), threads));
        this.traffic = traffic;
        this.supervisor = new Supervisor(
                deviceId,
                links,
                settings.transports(),
                settings.reconnect(),
                this,
                new Supervisor.Execution(
                        TimeSource.of(threads),
                        threads.stepLane(),
                        threads.blocking(),
                        settings.place().admission()));
        this.ending = new Ending(threads, methods, outbox, reported, supervisor);
        this.credential = new CredentialWatch(deviceId, account, supervisor::renew);
        this.credentialMayChange = account.mayChange();
        this.credentialCheck = settings.credentialCheck();
    }

    @Override
    public String deviceId() {
        return account.deviceId();
    }

    /** {@return the id that its place was made for: a provisioned device keeps it, whichever device id it is assigned} */
    public String name() {
        return threads.deviceId();
    }

    @Override
    public ConnectionState state() {
        synchronized (lifecycle) {
            return closed ? ConnectionState.CLOSED : supervisor.snapshot().state();
        }
    }

    private boolean isClosed() {
        return state() == ConnectionState.CLOSED;
    }

    @Override
    public AgentHealth health() {
        Supervisor.Snapshot connection = supervisor.snapshot();
        return AgentHealth.builder(state(), connection.since())
                .caughtUp(caughtUp.now())
                .failedAttempts(connection.failures())
                .lastCause(connection.lastFailure().map(Failure::cause))
                .lastFailure(connection.lastFailure().map(Failure::toString))
                .failures(connection.causes())
                .nextAttempt(connection.nextAttempt())
                .connects(connection.connects())
                .telemetryWaiting(outbox.size())
                .telemetryWaitingBytes(outbox.bytes())
                .telemetrySent(outbox.taken())
                .telemetryAcknowledged(outbox.acknowledged())
                .telemetryLost(outbox.losses())
                .reportedWaiting(reported.size())
                .lateResults(methods.lateResults())
                .credentialValidUntil(credential.validUntil())
                .store(Optional.ofNullable(store).map(Agent::health))
                .lastReceived(traffic.lastReceived())
                .lastAcknowledged(traffic.lastAcknowledged())
                .build();
    }

    private static StoreHealth health(Store store) {
        Store.Condition now = store.condition();
        return StoreHealth.builder()
                .bytes(now.bytes())
                .unwrittenBytes(now.unwritten())
                .failingSince(now.failingSince())
                .failure(now.failure().isEmpty() ? Optional.empty() : Optional.of(now.failure()))
                .damagedRecords(now.damage().records())
                .build();
    }

    @Override
    public void networkChanged() {
        supervisor.networkChanged();
    }

    @Override
    public TelemetrySources telemetry() {
        return sources;
    }

    @Override
    public MethodRegistry methods() {
        return methods.registry();
    }

    @Override
    public DeviceModel model() {
        return models.describe(methods.methods());
    }

    @Override
    public void start() {
        await(startAsync(), null, "Starting");
    }

    @Override
    public void start(Duration atMost) {
        checkPositive(atMost);
        try {
            await(startAsync(), atMost, "Starting");
        } catch (TimedOut e) {
            throw new AgentException("'" + deviceId + "' is not connected after " + Durations.inWords(atMost) + ": "
                    + supervisor.lastFailure().orElse("the first attempt is still under way.")
                    + " The agent keeps trying.");
        }
    }

    private static void checkPositive(Duration atMost) {
        if (requireNonNull(atMost, "atMost").isNegative() || atMost.isZero()) {
            throw new IllegalArgumentException("atMost is " + atMost + ". It must be more than zero.");
        }
    }

    @Override
    public void awaitCaughtUp(Duration atMost) {
        checkPositive(atMost);
        try {
            await(caughtUp.next(), atMost, "Waiting");
        } catch (TimedOut e) {
            throw new AgentException(
                    "'" + deviceId + "' has not caught up after " + Durations.inWords(atMost) + ": " + whyNot() + ". "
                            + outbox.size() + " messages and " + reported.size() + " reported properties wait.");
        }
    }

    @Override
    public CompletionStage<Void> startAsync() {
        synchronized (lifecycle) {
            if (closed) {
                throw new AgentException("The agent of '" + deviceId + "' is closed. Build a new one.");
            }
            if (!started) {
                started = true;
                methods.start();
                supervisor.start();
                sources.start();
                if (credentialMayChange) {
                    watchCredential();
                }
            }
        }
        return connectedOnce.minimalCompletionStage();
    }

    /** Not on the timer's thread, as files and hardware may be slow; the next check is scheduled when this one ends. */
    private void watchCredential() {
        Runnable look = () -> {
            credential.check(Instant.now());
            watchCredential();
        };
        try {
            threads.schedule(() -> threads.blocking().execute(look), credentialCheck.toMillis(), MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            // The agent is closed: no connection will use the credential.
        }
    }

    @Override
    public void send(Object body) {
        send(body, Map.of());
    }

    @Override
    public void send(Object body, Map<String, String> properties) {
        send(body, SendOptions.of(properties));
    }

    @Override
    public void send(Object body, SendOptions options) {
        Parcel sent = telemetry.accept(body, options);
        try {
            await(sent, operationTimeout, "Sending");
        } catch (TimedOut e) {
            outbox.withdraw(sent);
            throw new AgentException(
                    "The hub did not acknowledge the message within " + Durations.inWords(operationTimeout) + "; "
                            + whyNot() + ". The message was withdrawn; if it was under way it may still arrive.");
        }
    }

    @Override
    public Receipt sendAsync(Object body) {
        return sendAsync(body, SendOptions.NONE);
    }

    @Override
    public Receipt sendAsync(Object body, Map<String, String> properties) {
        return sendAsync(body, SendOptions.of(properties));
    }

    @Override
    public Receipt sendAsync(Object body, SendOptions options) {
        return telemetry.accept(body, options);
    }

    @Override
    public void report(String path, @Nullable Object value) {
        try {
            await(reportAsync(path, value), operationTimeout, "Reporting");
        } catch (TimedOut e) {
            throw new AgentException("The hub did not accept the property '" + path + "' within "
                    + Durations.inWords(operationTimeout) + "; " + whyNot() + ". It stays pending and is sent later.");
        }
    }

    @Override
    public Receipt reportAsync(String path, @Nullable Object value) {
        return reported.report(requireNonNull(path, "path"), value);
    }

    @Override
    public FileUpload upload(String name, Path file) {
        return upload(name, file, UploadOptions.NONE);
    }

    @Override
    public FileUpload upload(String name, InputStream content) {
        return upload(name, content, UploadOptions.NONE);
    }

    @Override
    public FileUpload upload(String name, Path file, UploadOptions options) {
        return uploads.upload(name, new Content.OfFile(requireNonNull(file, "file")), options);
    }

    @Override
    public FileUpload upload(String name, InputStream content, UploadOptions options) {
        return uploads.upload(name, new Content.OfStream(requireNonNull(content, "content")), options);
    }

    @Override
    public CompletionStage<FileUpload> uploadAsync(String name, Path file, UploadOptions options) {
        return uploads.begin(name, new Content.OfFile(requireNonNull(file, "file")), options);
    }

    @Override
    public CompletionStage<FileUpload> uploadAsync(String name, InputStream content, UploadOptions options) {
        return uploads.begin(name, new Content.OfStream(requireNonNull(content, "content")), options);
    }

    /** {@return why the agent delivers nothing, without a final full stop, since the caller continues the sentence} */
    private String whyNot() {
        String last = supervisor
                .lastFailure()
                .map(failure -> ", last because " + failure)
                .orElse("");
        return "the agent is " + state() + (last.endsWith(".") ? last.substring(0, last.length() - 1) : last);
    }

    @Override
    public void opened(HubLink link) {
        connectionLost = new CompletableFuture<>();
        caughtUp.opened(desired.caughtUp(), reported.caughtUp(), outbox.caughtUp());
        reported.connected(link, account.hostName());
        outbox.connected(link);
        uploads.connected();
    }

    @Override
    public void lost() {
        connectionLost.complete(null);
        caughtUp.lost();
        reported.disconnected();
        outbox.disconnected();
    }

    @Override
    public void changed(ConnectionTransition change) {
        if (change.current() == ConnectionState.CONNECTED) {
            threads.lane().execute(() -> connectedOnce.complete(null));
        }
        connections.accept(change);
    }

    @Override
    public void accept(HubEvent event) {
        if (event instanceof HubEvent.MethodCall call) {
            methods.accept(call);
        } else if (event instanceof HubEvent.DesiredPatch patch) {
            desired.accept(patch);
        } else if (event instanceof HubEvent.TwinRead read) {
            desired.accept(read);
        } else if (event instanceof HubEvent.MessageArrival arrival) {
            messages.accept(arrival);
        }
    }

    @Override
    public boolean flush(Duration atMost) {
        checkPositive(atMost);
        try {
            await(ending.delivered(), atMost, "Flushing");
            return true;
        } catch (TimedOut e) {
            log.warn(
                    "{}: not everything was delivered within {}: {}. {} messages and {} reported properties wait.",
                    deviceId,
                    Durations.inWords(atMost),
                    whyNot(),
                    outbox.size(),
                    reported.size());
            return false;
        }
    }

    @Override
    public boolean flush(Duration atMost, Delivery delivery) {
        if (store == null || requireNonNull(delivery, "delivery") == Delivery.ACKNOWLEDGED) {
            return flush(atMost);
        }
        checkPositive(atMost);
        try {
            await(store.keepNow(), atMost, "Flushing");
            return true;
        } catch (TimedOut e) {
            Store.Condition now = store.condition();
            log.warn(
                    "{}: {} bytes are not on disk after {}: {}.",
                    deviceId,
                    now.unwritten(),
                    Durations.inWords(atMost),
                    now.failure().isEmpty() ? "writing takes longer" : "writing fails (" + now.failure() + ")");
            return false;
        }
    }

    @Override
    public Optional<TwinSection> desired() {
        return desired.section();
    }

    @Override
    public Optional<TwinSection> reported() {
        return reported.twin();
    }

    @Override
    public void close() {
        close(beginClosing());
    }

    @Override
    public void close(Duration atMost) {
        if (requireNonNull(atMost, "atMost").isNegative()) {
            throw new IllegalArgumentException("atMost is " + atMost + ". It must not be negative.");
        }
        close(beginClosing(() -> ending.deliverWithin(atMost)));
    }

    private void close(CompletionStage<Void> begun) {
        try {
            begun.toCompletableFuture().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closing continues, without waiting
        } catch (ExecutionException e) {
            // Only the time limit has passed.
        }
        finishClosing();
    }

    /**
     * Stops accepting messages, delivers pending ones for a short time, answers pending calls, and releases the
     * connection. {@link #finishClosing()} must follow.
     *
     * @return completes when nothing is left to wait for, after a few seconds at most
     */
    public CompletionStage<Void> beginClosing() {
        return beginClosing(this::deliveredSoon);
    }

    /** Waits only if the agent is connected or connecting: otherwise nothing can be delivered. */
    private CompletionStage<?> deliveredSoon() {
        ConnectionState state = supervisor.snapshot().state();
        boolean hopeful = started && (state == ConnectionState.CONNECTED || state == ConnectionState.CONNECTING);
        return hopeful ? ending.deliverWhileItArrives(connectionLost) : CompletableFuture.completedFuture(null);
    }

    private CompletionStage<Void> beginClosing(Supplier<CompletionStage<?>> deliveries) {
        synchronized (lifecycle) {
            if (closed) {
                return ending.over();
            }
            closed = true;
        }
        uploads.close();
        return ending.begin(deliveries);
    }

    /** Fails everything that is still pending, and ends the agent's threads. */
    public void finishClosing() {
        if (finished.compareAndSet(false, true)) {
            reported.close();
            outbox.close();
            if (store != null) {
                store.close();
            }
            AgentException over = new AgentException("The agent of '" + deviceId + "' was closed.");
            connectedOnce.completeExceptionally(over);
            caughtUp.end(over);
            boolean interrupted = Thread.interrupted();
            threads.close();
            restoreInterrupt(interrupted);
            RecordHandles.release();
        }
    }

    /**
     * Keeps a handler that closes the agent uninterrupted, so that it can finish: closing interrupts all other
     * handlers.
     */
    private static void restoreInterrupt(boolean interrupted) {
        Thread.interrupted();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for a stage of the agent, or throws its failure. */
    private void await(CompletionStage<Void> stage, @Nullable Duration atMost, String what) {
        try {
            CompletableFuture<Void> future = stage.toCompletableFuture();
            if (atMost == null) {
                future.get();
            } else {
                future.get(MILLISECONDS.convert(atMost), MILLISECONDS); // saturates for very long durations
            }
        } catch (TimeoutException e) {
            throw new TimedOut();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(what + " was interrupted.", e);
        } catch (ExecutionException | CompletionException e) {
            throw new AgentException(String.valueOf(causeOf(e).getMessage()), causeOf(e));
        }
    }

    private static Throwable causeOf(Exception e) {
        return e.getCause() == null ? e : e.getCause();
    }

    /** The caller that waited turns it into an exception with a message. */
    private static final class TimedOut extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
