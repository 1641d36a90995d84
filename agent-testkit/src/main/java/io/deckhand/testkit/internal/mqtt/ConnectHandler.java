package io.deckhand.testkit.internal.mqtt;

import io.deckhand.testkit.HubPacket;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.dps.Applicant;
import io.deckhand.testkit.internal.fault.Line;
import io.deckhand.testkit.internal.fault.PacketRoute;
import io.deckhand.testkit.internal.fault.Passage;
import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.identity.CertificateChain;
import io.deckhand.testkit.internal.identity.SasToken;
import io.deckhand.testkit.internal.net.Carrier;
import io.deckhand.testkit.internal.net.ChannelLine;
import io.deckhand.testkit.internal.net.ClientCertificates;
import io.deckhand.testkit.internal.net.PipelineEvents;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttIdentifierRejectedException;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for a CONNECT, authorizes it, and replaces itself with a {@link DeviceHandler}. */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write closes its channel, which is handled anyway.
final class ConnectHandler extends SimpleChannelInboundHandler<MqttMessage> {
    private static final Logger log = LoggerFactory.getLogger(ConnectHandler.class);

    private final HubCore core;
    private @Nullable Future<?> deadline;
    private @Nullable String client;

    ConnectHandler(HubCore core) {
        this.core = core;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        long nanos = core.settings().patience().toNanos();
        deadline = context.executor().schedule(() -> context.close(), nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        waitNoLonger();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, MqttMessage message) {
        waitNoLonger();
        try {
            MqttConnectMessage connect = connect(message);
            Optional<ProvisioningUsername> provisioning =
                    ProvisioningUsername.parse(connect.payload().userName());
            if (provisioning.isPresent()) {
                expectWithin(
                        context,
                        ConnectRequest.idleLimit(connect.variableHeader().keepAliveTimeSeconds()));
                provide(context, ProvisioningConnect.of(connect, provisioning.get(), context.channel()));
                return;
            }
            ConnectRequest request = read(connect);
            var unused = authorize(context, request);
            Line line = new ChannelLine(context.channel(), () -> PipelineEvents.reset(context.channel()));
            new PacketRoute(core.faults().packets(), request.deviceId(), line)
                    .send(HubPacket.CONNACK, Passage.onceOnly(() -> admitIfThere(context, request)));
        } catch (ConnectRefusal refusal) {
            refuse(context, refusal);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        log.debug("{}: closed before CONNECT ({})", context.channel().remoteAddress(), cause.toString());
        context.close();
    }

    private void waitNoLonger() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    private static MqttConnectMessage connect(MqttMessage message) {
        if (message.decoderResult().isFailure()) {
            throw unreadable(message.decoderResult().cause());
        }
        if (message instanceof MqttConnectMessage connect) {
            return connect;
        }
        throw new ConnectRefusal(
                MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED, "its first packet is not a CONNECT");
    }

    private ConnectRequest read(MqttConnectMessage connect) {
        client = connect.payload().clientIdentifier();
        core.faults().connectSeen(connect.payload().clientIdentifier());
        core.faults().refusal(connect.payload().clientIdentifier()).ifPresent(code -> {
            throw new ConnectRefusal(MqttConnectReturnCode.valueOf((byte) code), "connections are refused on purpose");
        });
        return ConnectRequest.of(connect);
    }

    /**
     * Accepts every client of the provisioning service: its credentials are checked at registration, as at the real
     * service.
     */
    private void provide(ChannelHandlerContext context, Applicant applicant) {
        context.write(MqttMessageBuilders.connAck()
                .returnCode(MqttConnectReturnCode.CONNECTION_ACCEPTED)
                .sessionPresent(false)
                .build());
        context.pipeline().replace(this, "provisioning", new ProvisioningHandler(core.provisioning(), applicant));
        context.channel().flush();
    }

    /** {@return when the device's authorization expires} */
    private Instant authorize(ChannelHandlerContext context, ConnectRequest request) {
        try {
            SasToken token = request.token();
            if (token != null) {
                core.access().authorizeDevice(token, request.deviceId());
                return token.expiry();
            }
            CertificateChain chain = ClientCertificates.of(context.channel())
                    .orElseThrow(() -> new ConnectRefusal(
                            MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD,
                            "there is neither a password, a shared access signature, nor a client certificate"));
            core.access().authorizeDevice(chain, request.deviceId());
            return chain.end();
        } catch (HubException e) {
            throw new ConnectRefusal(MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED, e.getMessage());
        }
    }

    /** A delayed CONNACK may find that the client is gone, or that the device is no longer authorized. */
    private void admitIfThere(ChannelHandlerContext context, ConnectRequest request) {
        if (!context.channel().isActive() || context.isRemoved()) {
            return;
        }
        try {
            admit(context, request, authorize(context, request));
        } catch (ConnectRefusal refusal) {
            refuse(context, refusal);
        }
    }

    private void admit(ChannelHandlerContext context, ConnectRequest request, Instant until) {
        String deviceId = request.deviceId();
        Optional<Map<String, Integer>> kept = openSession(request);
        if (request.modelId() != null) {
            core.twins().announceModel(deviceId, request.modelId());
        }
        DeviceLink link = new DeviceLink(
                context.channel(), core.cloudToDevice(), core.faults().packets(), deviceId, until);
        DeviceHandler handler = new DeviceHandler(core, link, request, kept.orElse(Map.of()));
        expectWithin(context, request.idleLimit());
        // Written first, but flushed last: when the device receives it, the hub has registered the device as connected.
        context.write(MqttMessageBuilders.connAck()
                .returnCode(MqttConnectReturnCode.CONNECTION_ACCEPTED)
                .sessionPresent(kept.isPresent())
                .build());
        context.pipeline().replace(this, "device", handler);
        handler.start();
        context.channel().flush();
    }

    private static void expectWithin(ChannelHandlerContext context, Duration idleLimit) {
        IdleStateHandler limit = new IdleStateHandler(idleLimit.toMillis(), 0, 0, TimeUnit.MILLISECONDS);
        context.pipeline().addBefore(context.name(), "idle", limit);
    }

    /** {@return the subscriptions of the persistent session, if there is one} */
    private Optional<Map<String, Integer>> openSession(ConnectRequest request) {
        if (request.cleanSession()) {
            core.sessions().forget(request.deviceId());
            return Optional.empty();
        }
        Optional<Map<String, Integer>> kept = core.sessions().find(request.deviceId());
        if (kept.isEmpty()) {
            core.sessions().keep(request.deviceId(), Map.of());
        }
        return kept;
    }

    private void refuse(ChannelHandlerContext context, ConnectRefusal refusal) {
        core.journal()
                .refused(
                        Carrier.protocol(context.channel(), "MQTT"),
                        client,
                        "CONNACK " + refusal.code().byteValue() + ", " + refusal.getMessage());
        context.writeAndFlush(MqttMessageBuilders.connAck()
                        .returnCode(refusal.code())
                        .sessionPresent(false)
                        .build())
                .addListener(ChannelFutureListener.CLOSE);
    }

    private static ConnectRefusal unreadable(Throwable cause) {
        if (cause instanceof MqttUnacceptableProtocolVersionException) {
            return new ConnectRefusal(
                    MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION,
                    "its protocol level is not 4 (MQTT 3.1.1)");
        }
        if (cause instanceof MqttIdentifierRejectedException) {
            return new ConnectRefusal(
                    MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED, "its client id cannot be read");
        }
        return new ConnectRefusal(
                MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD, "its first packet cannot be read");
    }
}
