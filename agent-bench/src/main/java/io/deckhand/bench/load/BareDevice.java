package io.deckhand.bench.load;

import io.deckhand.bench.device.DeviceKey;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** One MQTT connection that publishes the next message when one is acknowledged. Runs on its event loop. */
final class BareDevice extends SimpleChannelInboundHandler<MqttMessage> {
    private static final int KEEP_ALIVE_SECONDS = 240;
    private static final int LAST_PACKET_ID = 65_535;

    private final DeviceKey key;
    private final LongAdder acknowledged;
    private final CompletableFuture<BareDevice> connected = new CompletableFuture<>();
    private @Nullable ChannelHandlerContext context;
    private ByteBuf body = Unpooled.EMPTY_BUFFER;
    private long publishUntil;
    private int packetId;

    BareDevice(DeviceKey key, LongAdder acknowledged) {
        this.key = key;
        this.acknowledged = acknowledged;
    }

    CompletableFuture<BareDevice> connected() {
        return connected;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            context = ctx;
            ctx.writeAndFlush(MqttMessageBuilders.connect()
                    .protocolVersion(MqttVersion.MQTT_3_1_1)
                    .clientId(key.deviceId())
                    .cleanSession(true)
                    .keepAlive(KEEP_ALIVE_SECONDS)
                    .username(key.userName())
                    .password(key.token().getBytes(StandardCharsets.UTF_8))
                    .build());
        }
        super.userEventTriggered(ctx, event);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, MqttMessage message) {
        if (message instanceof MqttConnAckMessage answer) {
            accepted(answer.variableHeader().connectReturnCode());
        } else if (message.fixedHeader().messageType() == MqttMessageType.PUBACK) {
            acknowledged.increment();
            if (System.nanoTime() < publishUntil) {
                publish(ctx);
            }
        }
    }

    private void accepted(MqttConnectReturnCode code) {
        if (code == MqttConnectReturnCode.CONNECTION_ACCEPTED) {
            connected.complete(this);
        } else {
            connected.completeExceptionally(new IllegalStateException("The hub refused " + key + ": " + code));
        }
    }

    /** Starts publishing; may be called from any thread. */
    void publish(byte[] payload, int underWay, long until) {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException(key + " is not connected");
        }
        ctx.executor().execute(() -> {
            body = Unpooled.wrappedBuffer(payload);
            publishUntil = until;
            for (int i = 0; i < underWay; i++) {
                publish(ctx);
            }
            ctx.flush();
        });
    }

    private void publish(ChannelHandlerContext ctx) {
        packetId = packetId % LAST_PACKET_ID + 1;
        ctx.write(MqttMessageBuilders.publish()
                .topicName("devices/" + key.deviceId() + "/messages/events/")
                .qos(MqttQoS.AT_LEAST_ONCE)
                .messageId(packetId)
                .payload(body.retainedDuplicate())
                .build());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        connected.completeExceptionally(cause);
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connected.completeExceptionally(new IllegalStateException("The hub ended the connection of " + key));
    }

    void close() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.close();
        }
    }
}
