package io.deckhand.testkit.internal.mqtt;

import io.deckhand.testkit.HubPacket;
import io.deckhand.testkit.internal.connection.CloseReason;
import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.net.PipelineEvents;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Handles the packets of a connected device, one at a time, on its channel's thread. */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write closes its channel, which is handled anyway.
final class DeviceHandler extends SimpleChannelInboundHandler<MqttMessage> {

    private final HubCore core;
    private final DeviceLink link;
    private final boolean cleanSession;
    private final @Nullable Will will;
    private final Subscriptions subscriptions;
    private final PublishRouter router;
    /** Created when first needed: most devices of a large fleet publish nothing for a long time. */
    private @Nullable Acknowledgements acknowledgements;

    private boolean saidGoodbye;

    DeviceHandler(HubCore core, DeviceLink link, ConnectRequest request, Map<String, Integer> keptSubscriptions) {
        this.core = core;
        this.link = link;
        // Not the request itself: its token would take as much memory as the rest of this handler, for each device.
        cleanSession = request.cleanSession();
        will = request.will();
        subscriptions = new Subscriptions(
                core.cloudToDevice(),
                core.methods(),
                core.twins(),
                core.issuance(),
                core.inputs(),
                link,
                keptSubscriptions);
        TwinTopics twinRequests = new TwinTopics(core.twinRequests(), link, subscriptions);
        CertificateRequests certificateRequests =
                new CertificateRequests(core.issuance(), core.faults(), link, subscriptions, request.apiVersion());
        router = new PublishRouter(core.intake(), core.methods(), link, twinRequests, certificateRequests);
    }

    /** Registers the device as connected and activates the subscriptions of its session. */
    void start() {
        core.connections().opened(link);
        subscriptions.activateAll();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, MqttMessage message) {
        if (message.decoderResult().isFailure()) {
            drop(context, "it sent invalid MQTT: " + message.decoderResult().cause());
            return;
        }
        switch (message.fixedHeader().messageType()) {
            case PUBLISH -> published(context, (MqttPublishMessage) message);
            case PUBACK -> link.acknowledged(packetId(message));
            case SUBSCRIBE -> subscribed(context, (MqttSubscribeMessage) message);
            case UNSUBSCRIBE -> unsubscribed(context, (MqttUnsubscribeMessage) message);
            case PINGREQ -> context.writeAndFlush(MqttMessage.PINGRESP);
            case DISCONNECT -> {
                saidGoodbye = true;
                link.endsBecause("the device disconnected");
                context.close();
            }
            default -> drop(context, "it sent a " + message.fixedHeader().messageType());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        core.connections().closed(link);
        subscriptions.deactivateAll();
        if (will != null && !saidGoodbye && link.closeReason() != CloseReason.HUB_STOPPING) {
            router.will(will);
        }
        context.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (PipelineEvents.closeWhenIdle(context, event)) {
            link.endsBecause("nothing came within one and a half times its keep-alive");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        drop(context, cause.toString());
    }

    private void published(ChannelHandlerContext context, MqttPublishMessage message) {
        MqttQoS qos = message.fixedHeader().qosLevel();
        if (qos == MqttQoS.EXACTLY_ONCE) {
            drop(context, "it published with QoS 2, which a hub does not serve");
            return;
        }
        List<Runnable> answers = new ArrayList<>(0);
        Optional<String> refusal = router.route(message, answers::add);
        if (refusal.isPresent()) {
            drop(context, refusal.get());
        } else if (qos == MqttQoS.AT_LEAST_ONCE) {
            if (acknowledgements == null) {
                acknowledgements =
                        new Acknowledgements(context, link, core.settings().acknowledgeAfter());
            }
            acknowledgements.add(message.variableHeader().packetId(), answers);
        } else {
            answers.forEach(Runnable::run);
        }
    }

    private void subscribed(ChannelHandlerContext context, MqttSubscribeMessage message) {
        Map<Subscription, MqttQoS> granted = new LinkedHashMap<>();
        MqttMessageBuilders.SubAckBuilder answer = MqttMessageBuilders.subAck().packetId(packetId(message));
        for (MqttTopicSubscription wanted : message.payload().topicSubscriptions()) {
            Optional<Subscription> subscription = Subscription.of(link.deviceId(), wanted.topicFilter());
            if (subscription.isEmpty()) {
                drop(context, "it subscribed to a topic the hub does not serve");
                return;
            }
            MqttQoS qos =
                    wanted.qualityOfService() == MqttQoS.AT_MOST_ONCE ? MqttQoS.AT_MOST_ONCE : MqttQoS.AT_LEAST_ONCE;
            granted.put(subscription.get(), qos);
            answer.addGrantedQos(qos);
        }
        // Written first, but flushed last: when the device receives it, its subscriptions are active.
        MqttMessage suback = answer.build();
        link.befall(HubPacket.SUBACK, () -> {
            context.write(suback);
            context.executor().execute(context::flush);
        });
        granted.forEach(subscriptions::add);
        keepSession();
        context.flush();
    }

    private void unsubscribed(ChannelHandlerContext context, MqttUnsubscribeMessage message) {
        for (String filter : message.payload().topics()) {
            Subscription.of(link.deviceId(), filter).ifPresent(subscriptions::remove);
        }
        keepSession();
        MqttFixedHeader header = new MqttFixedHeader(MqttMessageType.UNSUBACK, false, MqttQoS.AT_MOST_ONCE, false, 0);
        context.writeAndFlush(new MqttMessage(header, MqttMessageIdVariableHeader.from(packetId(message))));
    }

    private void keepSession() {
        if (!cleanSession) {
            core.sessions().keep(link.deviceId(), subscriptions.byFilter());
        }
    }

    private void drop(ChannelHandlerContext context, String why) {
        link.endsBecause(why);
        context.close();
    }

    private static int packetId(MqttMessage message) {
        return ((MqttMessageIdVariableHeader) message.variableHeader()).messageId();
    }
}
