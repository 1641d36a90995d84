package io.deckhand.gateway.internal.link;

import io.deckhand.core.internal.link.CloudMessageTopic;
import io.deckhand.core.internal.link.Exchange;
import io.deckhand.core.internal.link.MqttTopics;
import io.deckhand.core.internal.link.Progress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPubAckMessage;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device's MQTT 3.1.1 session with an IoT hub, over one connection. Runs on its event loop, except for
 * {@link #publish} and {@link #acknowledge}, which any thread may call.
 *
 * <p>Back-pressure: while the hub does not read, the session does not write, and reads only a few messages more, so that
 * answers cannot pile up.
 */
final class MqttSession extends SimpleChannelInboundHandler<MqttMessage> {
    private static final Logger log = LoggerFactory.getLogger(MqttSession.class);

    private static final int REFUSED = 0x80;

    /** So many messages are read while others wait to be sent: over a slow line a large one takes minutes. */
    static final int MOST_READ_AHEAD = 64;

    /** After reading more calls, the threads are busy, and no one has to be woken. */
    private static final int FEW_CALLS = 4;

    /** As much as a TLS record takes. */
    private static final int BATCH_BYTES = 16 * 1024;

    private static final MqttMessage DISCONNECT =
            new MqttMessage(new MqttFixedHeader(MqttMessageType.DISCONNECT, false, MqttQoS.AT_MOST_ONCE, false, 0));

    private final MqttConnectMessage connect;
    private final boolean renews;
    private final @Nullable String messages;
    private final Pings pings;
    private final Exchange exchange;
    private final AnswerWait answerWait;
    private final Progress progress;
    private final CompletableFuture<Void> subscribed = new CompletableFuture<>();

    private final Queue<Publication> outgoing = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final UnacknowledgedPackets unacknowledged = new UnacknowledgedPackets();

    private volatile @Nullable ChannelHandlerContext context;
    private volatile boolean connected;
    private @Nullable Throwable failure;
    private int subscription;
    private boolean isWhole;
    private boolean lost;
    private boolean unflushed;
    private int readAhead;
    private int calls;

    /**
     * {@code renews} is whether the hub renews the device's certificate; {@code messages} is the topic filter for
     * cloud-to-device messages or inputs, null if there are none; {@code pingNanos} is the time of {@link Pings}.
     */
    MqttSession(
            MqttConnectMessage connect,
            boolean renews,
            @Nullable String messages,
            long pingNanos,
            Exchange exchange,
            AnswerWait answerWait) {
        this.connect = connect;
        this.renews = renews;
        this.messages = messages;
        this.exchange = exchange;
        this.answerWait = answerWait;
        this.progress = exchange.progress();
        this.pings = new Pings(exchange, pingNanos, this::unanswered);
    }

    /** {@return completes once the hub has accepted the connection and all subscriptions, or fails with the reason} */
    CompletableFuture<Void> subscribed() {
        return subscribed;
    }

    /** Starts the session, now that packets can be sent. */
    void begin(ChannelHandlerContext opened) {
        context = opened;
        pings.written();
        opened.writeAndFlush(connect);
    }

    /** Sends a message at least once on this connection; its request completes when the hub has acknowledged it. */
    void publish(Publication publication) {
        ChannelHandlerContext opened = context;
        if (opened == null || !connected) {
            throw new IllegalStateException("The connection is not open");
        }
        outgoing.add(publication);
        if (!draining.get() && draining.compareAndSet(false, true)) {
            opened.executor().execute(this::drain);
        }
    }

    private void drain() {
        draining.set(false); // messages added from now on cause another call
        ChannelHandlerContext opened = context;
        if (opened == null || lost) {
            outgoing.clear(); // their requests have failed together with the connection
            return;
        }
        boolean written = false;
        while (opened.channel().isWritable() && isRoom() && writeBatch(opened)) {
            written = true;
        }
        if (written) {
            pings.written();
            opened.flush();
        }
        if (outgoing.isEmpty() && readAhead >= MOST_READ_AHEAD) {
            readAhead = 0;
            readOrPause(opened);
        }
    }

    private void readOrPause(ChannelHandlerContext opened) {
        opened.channel().config().setAutoRead(opened.channel().isWritable() || readAhead < MOST_READ_AHEAD);
    }

    private boolean isRoom() {
        return unacknowledged.size() < UnacknowledgedPackets.MOST;
    }

    /** Writes waiting messages into one buffer. {@return false if none waits} */
    private boolean writeBatch(ChannelHandlerContext opened) {
        Publication next = outgoing.poll();
        if (next == null) {
            return false;
        }
        // On the heap, where the JDK encrypts without copying.
        ByteBuf packets = opened.alloc().heapBuffer(outgoing.isEmpty() ? next.mostBytes() : BATCH_BYTES);
        while (next != null) {
            unacknowledged.add(next);
            next.writeTo(packets);
            next = packets.readableBytes() < BATCH_BYTES && isRoom() ? outgoing.poll() : null;
        }
        opened.write(packets);
        return true;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext opened, MqttMessage packet) {
        isWhole = true;
        if (packet.decoderResult().isFailure()) {
            failed(
                    opened,
                    new IOException(
                            "The hub sent a packet that is not valid MQTT",
                            packet.decoderResult().cause()));
            return;
        }
        switch (packet.fixedHeader().messageType()) {
            case CONNACK ->
                accepted(opened, ((MqttConnAckMessage) packet).variableHeader().connectReturnCode());
            case SUBACK -> subscribed(opened, (MqttSubAckMessage) packet);
            case PUBLISH -> {
                arrived((MqttPublishMessage) packet);
                readAhead = outgoing.isEmpty() ? 0 : readAhead + 1;
                if (readAhead == MOST_READ_AHEAD) {
                    readOrPause(opened);
                }
            }
            case PUBACK ->
                acknowledged(((MqttPubAckMessage) packet).variableHeader().messageId());
            case PINGRESP -> pings.answered();
            default ->
                log.debug(
                        "Ignoring a packet of the hub: {}", packet.fixedHeader().messageType());
        }
    }

    private void accepted(ChannelHandlerContext opened, MqttConnectReturnCode code) {
        if (code != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
            failed(opened, new ConnectRefused(code));
            return;
        }
        connected = true;
        pings.begin(opened);
        subscription = unacknowledged.nextId();
        MqttMessageBuilders.SubscribeBuilder subscribe =
                MqttMessageBuilders.subscribe().messageId(subscription);
        for (String topic : MqttTopics.subscriptions(renews)) {
            // A call that comes twice is worse than one that its caller repeats, and a twin is read again on each
            // connection: these
            // need no acknowledgement, which would be a packet and a TLS record more for each call.
            subscribe.addSubscription(MqttQoS.AT_MOST_ONCE, topic);
        }
        if (messages != null) {
            subscribe.addSubscription(MqttQoS.AT_LEAST_ONCE, messages);
        }
        opened.writeAndFlush(subscribe.build());
    }

    private void subscribed(ChannelHandlerContext opened, MqttSubAckMessage answer) {
        if (answer.payload().grantedQoSLevels().contains(REFUSED)) {
            failed(opened, new IOException("The hub refused a subscription"));
        } else if (answer.variableHeader().messageId() == subscription) {
            subscribed.complete(null);
        }
    }

    private void acknowledged(int id) {
        Publication publication = unacknowledged.remove(id);
        if (publication != null) {
            publication.acknowledged();
        }
        if (!outgoing.isEmpty() && draining.compareAndSet(false, true)) {
            drain(); // no packet id was free for it
        }
    }

    private void arrived(MqttPublishMessage message) {
        String topic = message.variableHeader().topicName();
        int id = message.fixedHeader().qosLevel() == MqttQoS.AT_MOST_ONCE
                ? 0
                : message.variableHeader().packetId();
        byte[] body = ByteBufUtil.getBytes(message.payload());
        if (CloudMessageTopic.matches(topic)) {
            // MQTT can only acknowledge a message.
            exchange.messageArrived(
                    CloudMessageTopic.input(topic),
                    CloudMessageTopic.read(topic, body),
                    disposition -> acknowledge(id));
            return;
        }
        try {
            if (MqttTopics.isMethodCall(topic)) {
                calls++;
            }
            if (!MqttTopics.read(topic, body, exchange)) {
                log.warn("Ignoring a message of the hub on the unknown topic '{}'", topic);
            }
        } catch (RuntimeException e) {
            // If it were not acknowledged, the hub would repeat it on every connection.
            log.error("Ignoring a message of the hub that could not be parsed", e);
        }
        if (id != 0 && context != null) {
            unflushed = true;
            context.write(acknowledgement(id)); // flushed with the others, after everything is read
        }
    }

    private static MqttMessage acknowledgement(int id) {
        return new MqttPubAckMessage(
                new MqttFixedHeader(MqttMessageType.PUBACK, false, MqttQoS.AT_MOST_ONCE, false, 2),
                MqttMessageIdVariableHeader.from(id));
    }

    /** Acknowledges a message to the hub; throws if the connection is lost. */
    private void acknowledge(int id) throws IOException {
        ChannelHandlerContext opened = context;
        if (opened == null || !opened.channel().isActive()) {
            throw new ClosedChannelException();
        }
        if (id != 0) {
            opened.executor().execute(() -> opened.writeAndFlush(acknowledgement(id)));
        }
    }

    /**
     * Bytes without a packet are a part of one, whose rest must follow. A flush with nothing to write would still cost a
     * pass through TLS for everything that arrives.
     */
    @Override
    public void channelReadComplete(ChannelHandlerContext opened) {
        progress.arrived(!isWhole);
        isWhole = false;
        if (unflushed) {
            unflushed = false;
            opened.flush();
        }
        if (calls > 0) {
            awaitAnswers(calls);
            calls = 0;
        }
        opened.fireChannelReadComplete();
    }

    /** While it waits, those who publish do not have to wake the thread. */
    private void awaitAnswers(int read) {
        if (read <= FEW_CALLS && draining.compareAndSet(false, true)) {
            answerWait.until(() -> !outgoing.isEmpty());
            drain();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext opened) {
        readOrPause(opened);
        if (opened.channel().isWritable() && !outgoing.isEmpty() && draining.compareAndSet(false, true)) {
            opened.executor().execute(this::drain);
        }
        opened.fireChannelWritabilityChanged();
    }

    private void unanswered(TimeoutException ping) {
        if (context != null) {
            failed(context, ping);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext opened, Throwable cause) {
        failed(opened, cause);
    }

    private void failed(ChannelHandlerContext opened, Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
        opened.close();
        ended();
    }

    @Override
    public void channelInactive(ChannelHandlerContext opened) {
        ended();
    }

    private void ended() {
        if (!lost) {
            lost = true;
            connected = false;
            pings.end();
            outgoing.clear();
            unacknowledged.clear();
            Throwable cause = failure == null ? new ClosedChannelException() : failure;
            subscribed.completeExceptionally(cause);
            exchange.connectionLost(cause);
        }
    }

    /** Sends DISCONNECT if the hub reads; the caller closes the connection in any case. */
    void disconnect() {
        ChannelHandlerContext opened = context;
        if (opened != null && connected && opened.channel().isWritable()) {
            opened.writeAndFlush(DISCONNECT);
        }
    }
}
