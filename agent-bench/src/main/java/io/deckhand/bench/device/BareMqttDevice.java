package io.deckhand.bench.device;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPubAckMessage;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * A device on the MQTT codec that the agent's link uses, without any other code: it answers every method on its event
 * loop with one fixed text, and publishes the given messages. It shows the maximum performance of that library.
 */
final class BareMqttDevice extends SimpleChannelInboundHandler<MqttMessage> implements Device {
    /** Whether calls are answered by a thread of their own, as an agent's are, and not on the event loop. */
    private static final boolean HANDS_OVER = Boolean.getBoolean("deckhand.bench.handover");

    /** For that; creates its thread with the first task. */
    private static final ExecutorService HANDLERS =
            Executors.newSingleThreadExecutor(new DefaultThreadFactory("bare-handler", true));

    private static final int MQTT_PORT = 8883;
    private static final int KEEP_ALIVE_SECONDS = 60;
    private static final int PING_SECONDS = 45;
    private static final int LAST_PACKET_ID = 65_535;
    private static final int MAX_PACKET = 300_000;
    private static final int CONNECTING_AT_ONCE = 50;
    private static final long PATIENCE_SECONDS = 300;
    private static final String CALL = "$iothub/methods/POST/";
    private static final String REQUEST_ID = "?$rid=";
    private static final byte[] ANSWER = "{\"sensor\":\"t1\",\"value\":21.5}".getBytes(StandardCharsets.UTF_8);

    @SuppressWarnings("ArrayRecordComponent") // handed over once, read once
    private record Message(byte[] body, Acknowledgement acknowledgement) {}

    private final DeviceKey key;
    private final CompletableFuture<BareMqttDevice> ready = new CompletableFuture<>();
    private final Queue<Message> outgoing = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final Map<Integer, Acknowledgement> underWay = new HashMap<>(4);
    private volatile @Nullable ChannelHandlerContext context;
    private int packetId = 1;

    private BareMqttDevice(DeviceKey key) {
        this.key = key;
    }

    /** Connects devices, a limited number at a time. */
    static List<Device> connect(List<String> connectionStrings, SSLContext trust) throws Exception {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                connectionStrings.size() == 1 ? 1 : 2,
                new DefaultThreadFactory("bare", true),
                NioIoHandler.newFactory());
        Semaphore connecting = new Semaphore(CONNECTING_AT_ONCE);
        List<BareMqttDevice> opening = new ArrayList<>();
        for (String connectionString : connectionStrings) {
            connecting.acquire();
            BareMqttDevice device = new BareMqttDevice(DeviceKey.of(connectionString));
            device.ready.whenComplete((done, failure) -> connecting.release());
            device.open(loops, trust);
            opening.add(device);
        }
        List<Device> devices = new ArrayList<>();
        for (BareMqttDevice device : opening) {
            devices.add(device.ready.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
        return devices;
    }

    private void open(EventLoopGroup loops, SSLContext trust) {
        new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        SSLEngine engine = trust.createSSLEngine(key.host(), MQTT_PORT);
                        engine.setUseClientMode(true);
                        channel.pipeline()
                                .addLast(
                                        new SslHandler(engine),
                                        new MqttDecoder(MAX_PACKET),
                                        MqttEncoder.INSTANCE,
                                        BareMqttDevice.this);
                    }
                })
                .connect(key.host(), MQTT_PORT);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext opened, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            context = opened;
            opened.writeAndFlush(MqttMessageBuilders.connect()
                    .protocolVersion(MqttVersion.MQTT_3_1_1)
                    .clientId(key.deviceId())
                    .cleanSession(false)
                    .keepAlive(KEEP_ALIVE_SECONDS)
                    .username(key.userName())
                    .password(key.token().getBytes(StandardCharsets.UTF_8))
                    .build());
        }
        super.userEventTriggered(opened, event);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext opened, MqttMessage packet) {
        switch (packet.fixedHeader().messageType()) {
            case CONNACK ->
                accepted(opened, ((MqttConnAckMessage) packet).variableHeader().connectReturnCode());
            case SUBACK -> ready.complete(this);
            case PUBLISH -> called(opened, (MqttPublishMessage) packet);
            case PUBACK ->
                acknowledged(((MqttPubAckMessage) packet).variableHeader().messageId());
            default -> {} // answers to pings
        }
    }

    private void accepted(ChannelHandlerContext opened, MqttConnectReturnCode code) {
        if (code != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
            ready.completeExceptionally(new IllegalStateException("The hub refused " + key + ": " + code));
            return;
        }
        opened.writeAndFlush(MqttMessageBuilders.subscribe()
                .messageId(1)
                .addSubscription(MqttQoS.AT_LEAST_ONCE, CALL + "#")
                .addSubscription(MqttQoS.AT_LEAST_ONCE, "$iothub/twin/res/#")
                .addSubscription(MqttQoS.AT_LEAST_ONCE, "$iothub/twin/PATCH/properties/desired/#")
                .addSubscription(MqttQoS.AT_LEAST_ONCE, "devices/" + key.deviceId() + "/messages/devicebound/#")
                .build());
        opened.executor()
                .scheduleAtFixedRate(
                        () -> opened.writeAndFlush(MqttMessage.PINGREQ), PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
    }

    private void called(ChannelHandlerContext opened, MqttPublishMessage message) {
        String topic = message.variableHeader().topicName();
        if (message.fixedHeader().qosLevel() != MqttQoS.AT_MOST_ONCE) {
            opened.write(MqttMessageBuilders.pubAck()
                    .packetId(message.variableHeader().packetId())
                    .build());
        }
        if (topic.startsWith(CALL)) {
            String id = topic.substring(topic.indexOf(REQUEST_ID) + REQUEST_ID.length());
            if (HANDS_OVER) {
                HANDLERS.execute(() -> opened.executor().execute(() -> {
                    answer(opened, id);
                    opened.flush();
                }));
            } else {
                answer(opened, id);
            }
        }
    }

    private void answer(ChannelHandlerContext opened, String id) {
        publish(opened, "$iothub/methods/res/200/?$rid=" + id, ANSWER);
    }

    private int publish(ChannelHandlerContext opened, String topic, byte[] body) {
        packetId = packetId % LAST_PACKET_ID + 1;
        opened.write(MqttMessageBuilders.publish()
                .topicName(topic)
                .qos(MqttQoS.AT_LEAST_ONCE)
                .messageId(packetId)
                .payload(Unpooled.wrappedBuffer(body))
                .build());
        return packetId;
    }

    private void acknowledged(int id) {
        Acknowledgement acknowledgement = underWay.remove(id);
        if (acknowledgement != null) {
            acknowledgement.arrived(null);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext opened) {
        opened.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext opened, Throwable cause) {
        ready.completeExceptionally(cause);
        opened.close();
    }

    @Override
    public void send(byte[] body, Acknowledgement acknowledgement) {
        outgoing.add(new Message(body, acknowledgement));
        ChannelHandlerContext opened = opened();
        if (draining.compareAndSet(false, true)) {
            opened.executor().execute(() -> drain(opened));
        }
    }

    private void drain(ChannelHandlerContext opened) {
        draining.set(false);
        String topic = "devices/" + key.deviceId() + "/messages/events/";
        for (Message next = outgoing.poll(); next != null; next = outgoing.poll()) {
            underWay.put(publish(opened, topic, next.body()), next.acknowledgement());
        }
        opened.flush();
    }

    private ChannelHandlerContext opened() {
        ChannelHandlerContext opened = context;
        if (opened == null) {
            throw new IllegalStateException(key + " is not connected");
        }
        return opened;
    }

    @Override
    public void report(String name, Object value, Acknowledgement acknowledgement) {
        throw new UnsupportedOperationException("A bare client does not support the twin");
    }

    @Override
    public boolean isConnected() {
        return opened().channel().isActive();
    }

    @Override
    public void close() {
        opened().close();
    }
}
