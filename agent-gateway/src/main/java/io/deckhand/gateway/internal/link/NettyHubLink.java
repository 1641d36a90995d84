package io.deckhand.gateway.internal.link;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.deckhand.Disposition;
import io.deckhand.core.internal.identity.Proof;
import io.deckhand.core.internal.link.Exchange;
import io.deckhand.core.internal.link.FailedAttempt;
import io.deckhand.core.internal.link.Failure;
import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.link.HubEvents;
import io.deckhand.core.internal.link.HubLink;
import io.deckhand.core.internal.link.HubLinkException;
import io.deckhand.core.internal.link.LinkSettings;
import io.deckhand.core.internal.link.MethodAnswer;
import io.deckhand.core.internal.link.MqttTopics;
import io.deckhand.core.internal.link.TelemetryMessage;
import io.deckhand.core.internal.link.TokenExpired;
import io.deckhand.core.internal.link.Traffic;
import io.deckhand.identity.CredentialException;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.resolver.NoopAddressResolverGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link over one MQTT connection on Netty. All its events are handled on one event loop, which this class never
 * blocks.
 */
public final class NettyHubLink implements HubLink {
    private static final Logger log = LoggerFactory.getLogger(NettyHubLink.class);

    /** Enough to keep a connection busy, and far below the number of packet ids. */
    private static final int WINDOW = 1024;

    /** How long closing may take if the hub still reads. */
    private static final int GOODBYE_MILLIS = 200;

    private static final Duration NEVER = Duration.ofDays(10);

    private static final byte[] NO_BODY = {};

    private final LinkSettings settings;
    private final Destination destination;
    private final EventLoops loops;
    private final Executor handshakes;
    private final HubEvents events;
    private final Exchange exchange;
    private final MqttTopics topics;
    private final AtomicBoolean over = new AtomicBoolean();
    private final CompletableFuture<Void> opened = new CompletableFuture<>();

    private volatile @Nullable EventLoop loop;
    private volatile @Nullable Channel channel;
    private volatile @Nullable MqttSession session;
    private volatile @Nullable OverdueWatch watch;
    private volatile @Nullable Proof proof;
    private volatile @Nullable Throwable abandoned;

    /** {@code handshakes} runs the computations of TLS handshakes. */
    public NettyHubLink(
            LinkSettings settings, EventLoops loops, Executor handshakes, Traffic traffic, HubEvents events) {
        this.settings = settings;
        this.destination = new Destination(settings);
        this.loops = loops;
        this.handshakes = handshakes;
        this.events = events;
        this.exchange = new Exchange(this, settings.login(), traffic, events, this::connectionLost);
        this.topics =
                new MqttTopics(settings.deviceId(), settings.login().identity().moduleId());
    }

    @Override
    public CompletionStage<Void> open(Executor blocking) {
        if (abandoned != null) {
            return notConnected(abandoned);
        }
        EventLoop own = loops.acquire().next();
        loop = own;
        var limit = ProgressLimit.start(own, exchange.progress(), settings.openTimeout(), this::tooLate);
        blocking.execute(() -> prepare(own, blocking));
        return opened.handle((nothing, failure) -> {
                    limit.end();
                    return failure == null ? opened : this.<Void>notConnected(failure);
                })
                .thenCompose(result -> result);
    }

    /** The steps that may block: obtaining the credential from a chip or a service, and resolving the hub's name. */
    private void prepare(EventLoop own, Executor blocking) {
        try {
            Proof shown = settings.login().prove();
            proof = shown;
            InetSocketAddress address = destination.address();
            own.execute(() -> connect(own, shown, address, blocking));
        } catch (CredentialException | IOException | RuntimeException | Error e) {
            giveUp(e);
        }
    }

    private void tooLate() {
        giveUp(new TimeoutException("The hub did not accept the connection within "
                + settings.openTimeout().toSeconds() + " s"));
    }

    private <T> CompletableFuture<T> notConnected(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        Failure named = LinkFailures.SEARCH.ofAttempt(cause);
        return CompletableFuture.failedFuture(new HubLinkException(
                "Could not connect to " + settings.hostName(),
                FailedAttempt.explained(named, settings.login(), proof)));
    }

    private void connect(EventLoop own, Proof shown, InetSocketAddress address, Executor blocking) {
        MqttSession made = new MqttSession(
                Greeting.of(settings, shown, keepAlive()),
                settings.login().renewal().isPresent(),
                destination.messages(),
                pingAfter().toNanos(),
                exchange,
                new AnswerWait());
        watch = new OverdueWatch(own, exchange, settings.answerTimeout(), this::overdue);
        session = made;
        made.subscribed().whenComplete((nothing, failure) -> {
            if (failure == null) {
                proveByTwin(blocking);
            } else {
                giveUp(failure);
            }
        });
        ChannelFuture connecting = new Bootstrap()
                .group(own)
                .channelFactory(() -> new FollowedSocket(exchange.progress()))
                .resolver(NoopAddressResolverGroup.INSTANCE)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.answerTimeout().toMillis())
                .handler(new Pipeline(
                        settings, destination.serverName(), shown.context(), handshakes, exchange.progress(), made))
                .connect(address);
        channel = connecting.channel();
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                giveUp(done.cause());
            }
        });
        if (abandoned != null) {
            reset();
        }
    }

    /** A hub has been seen to accept a connection and then not serve it: only an answer proves that it works. */
    private void proveByTwin(Executor blocking) {
        readTwin().whenComplete((nothing, failure) -> {
            if (failure == null) {
                blocking.execute(this::accepted);
            } else {
                giveUp(failure);
            }
        });
    }

    /** Not on the event loop, as the credential may be the application's own. */
    private void accepted() {
        try {
            settings.login().accepted();
            settings.login().renewal().ifPresent(renewal -> renewal.opened(this::requestCertificate));
            opened.complete(null);
        } catch (RuntimeException | Error e) {
            giveUp(e);
        }
    }

    private void giveUp(Throwable failure) {
        Throwable why = abandoned;
        if (opened.completeExceptionally(why == null ? failure : why)) {
            reset();
        }
    }

    private Duration keepAlive() {
        return settings.keepAlive().compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : settings.keepAlive();
    }

    /**
     * A dead connection is detected within one and a half intervals: half of this time until the ping, half for the
     * answer.
     */
    private Duration pingAfter() {
        return keepAlive().multipliedBy(3).dividedBy(4);
    }

    private MqttSession session() {
        MqttSession open = session;
        if (open == null) {
            throw new IllegalStateException("The link is not open");
        }
        return open;
    }

    @Override
    public CompletionStage<Void> readTwin() {
        return exchange.readTwin((requestId, answered) ->
                publish(new Publication(MqttTopics.twinGet(requestId), NO_BODY, answered, false)));
    }

    @Override
    public CompletionStage<Void> report(byte[] patch) {
        return exchange.report(
                patch.length,
                (requestId, answered) ->
                        publish(new Publication(MqttTopics.reportedPatch(requestId), patch, answered, false)));
    }

    @Override
    public CompletionStage<Void> answer(HubEvent.MethodCall call, MethodAnswer answer) {
        return exchange.<Void>send(
                answer.payload().length,
                acknowledged -> publish(new Publication(
                        MqttTopics.methodAnswer(answer.status(), call.requestId()),
                        answer.payload(),
                        acknowledged,
                        true)));
    }

    @Override
    public CompletionStage<Void> send(TelemetryMessage message) {
        return exchange.<Void>send(
                message.body().length,
                acknowledged ->
                        publish(new Publication(topics.telemetry(message), message.body(), acknowledged, true)));
    }

    private void requestCertificate(String requestId, byte[] body) {
        exchange.<Void>send(
                body.length,
                acknowledged ->
                        publish(new Publication(MqttTopics.certificateRequest(requestId), body, acknowledged, true)));
    }

    private void publish(Publication publication) {
        session().publish(publication);
        OverdueWatch requests = watch;
        if (requests != null) {
            requests.watch();
        }
    }

    @Override
    public void settle(HubEvent.MessageArrival arrival, Disposition disposition) {
        exchange.settle(arrival, disposition);
    }

    @Override
    public boolean canAbandon() {
        return false;
    }

    @Override
    public int telemetryWindow() {
        return WINDOW;
    }

    private void connectionLost(Throwable cause) {
        Throwable why = isTokenOver() ? new TokenExpired(cause) : cause;
        giveUp(why);
        exchange.end(why);
        endWatch();
        if (over.compareAndSet(false, true)) {
            events.accept(new HubEvent.LinkLost(this, LinkFailures.SEARCH.ofLoss(why)));
        }
    }

    private void overdue(TimeoutException unanswered) {
        connectionLost(unanswered);
        reset();
    }

    @Override
    public Optional<Failure> overdue() {
        return Optional.empty(); // the link reports the loss itself
    }

    @Override
    public Duration untilOverdue() {
        return NEVER;
    }

    private void endWatch() {
        OverdueWatch requests = watch;
        if (requests != null) {
            requests.end();
        }
    }

    /** As long as its token is valid: the hub closes the connection when it expires. */
    @Override
    public Optional<Duration> usableFor() {
        Proof shown = proof;
        return shown == null ? Optional.empty() : shown.goodFor(Instant.now());
    }

    private boolean isTokenOver() {
        Proof shown = proof;
        return shown != null
                && shown.token()
                        .filter(token -> !Instant.now().isBefore(token.expiresAt()))
                        .isPresent();
    }

    @Override
    public void abandon(Throwable why) {
        abandoned = why;
        if (loop != null) {
            giveUp(why);
        }
        reset();
    }

    /** Resets the connection, without DISCONNECT: pending output is discarded. */
    private void reset() {
        Channel open = channel;
        if (open == null || !open.isOpen()) {
            return;
        }
        try {
            open.config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException closed) {
            log.debug("{}: the socket was closed meanwhile", settings.deviceId());
        }
        open.close();
    }

    @Override
    public CompletionStage<Void> close(Executor blocking) {
        over.set(true);
        endWatch();
        IOException ended = new IOException("The connection was closed");
        opened.completeExceptionally(ended);
        exchange.end(null);
        EventLoop own = loop;
        Channel open = channel;
        if (own == null) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> closed = new CompletableFuture<>();
        if (open == null) {
            closed.complete(null);
        } else {
            open.closeFuture().addListener(done -> closed.complete(null));
            goodbye(own, open);
        }
        return closed.whenComplete((nothing, failure) -> release());
    }

    private void goodbye(EventLoop own, Channel open) {
        MqttSession ending = session;
        own.execute(() -> {
            if (ending != null) {
                ending.disconnect();
            }
            own.schedule(this::reset, GOODBYE_MILLIS, MILLISECONDS);
            open.close();
        });
    }

    private void release() {
        if (loop != null) {
            loop = null;
            loops.release();
        }
    }
}
