package io.deckhand.testkit.internal.mqtt;

import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.dps.Applicant;
import io.deckhand.testkit.internal.dps.Provisioning;
import io.deckhand.testkit.internal.dps.Reply;
import io.deckhand.testkit.internal.net.PipelineEvents;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles the packets of a registering device, on its channel's thread. */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write closes its channel, which is handled anyway.
final class ProvisioningHandler extends SimpleChannelInboundHandler<MqttMessage> {
    private static final Logger log = LoggerFactory.getLogger(ProvisioningHandler.class);

    /**
     * The real service is not faster. The Java SDK starts waiting for the answer some time after it has sent the
     * request; if the answer has arrived before, it waits a minute.
     */
    private static final int ANSWER_AFTER_MILLIS = 250;

    private final Provisioning provisioning;
    private final Applicant applicant;
    private boolean subscribed;

    ProvisioningHandler(Provisioning provisioning, Applicant applicant) {
        this.provisioning = provisioning;
        this.applicant = applicant;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, MqttMessage message) {
        if (message.decoderResult().isFailure()) {
            drop(context, "it sent invalid MQTT: " + message.decoderResult().cause());
            return;
        }
        switch (message.fixedHeader().messageType()) {
            case PUBLISH -> published(context, (MqttPublishMessage) message);
            case SUBSCRIBE -> subscribed(context, (MqttSubscribeMessage) message);
            case UNSUBSCRIBE -> unsubscribed(context, (MqttUnsubscribeMessage) message);
            case PINGREQ -> context.writeAndFlush(MqttMessage.PINGRESP);
            case DISCONNECT -> context.close();
            default -> drop(context, "it sent a " + message.fixedHeader().messageType());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        PipelineEvents.closeWhenIdle(context, event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        drop(context, cause.toString());
    }

    private void subscribed(ChannelHandlerContext context, MqttSubscribeMessage message) {
        MqttMessageBuilders.SubAckBuilder answer =
                MqttMessageBuilders.subAck().packetId(message.variableHeader().messageId());
        for (MqttTopicSubscription wanted : message.payload().topicSubscriptions()) {
            if (!wanted.topicFilter().equals(ProvisioningTopic.ANSWERS)) {
                drop(context, "it subscribed to a topic the provisioning service does not serve");
                return;
            }
            subscribed = true;
            answer.addGrantedQos(
                    wanted.qualityOfService() == MqttQoS.AT_MOST_ONCE ? MqttQoS.AT_MOST_ONCE : MqttQoS.AT_LEAST_ONCE);
        }
        context.writeAndFlush(answer.build());
    }

    private void unsubscribed(ChannelHandlerContext context, MqttUnsubscribeMessage message) {
        subscribed &= !message.payload().topics().contains(ProvisioningTopic.ANSWERS);
        context.writeAndFlush(MqttMessageBuilders.unsubAck()
                .packetId(message.variableHeader().messageId())
                .build());
    }

    private void published(ChannelHandlerContext context, MqttPublishMessage message) {
        Optional<ProvisioningTopic> topic =
                ProvisioningTopic.parse(message.variableHeader().topicName());
        MqttQoS qos = message.fixedHeader().qosLevel();
        if (topic.isEmpty() || qos == MqttQoS.EXACTLY_ONCE) {
            drop(context, "it published to a topic the provisioning service does not serve");
            return;
        }
        if (qos == MqttQoS.AT_LEAST_ONCE) {
            context.writeAndFlush(MqttMessageBuilders.pubAck()
                    .packetId(message.variableHeader().packetId())
                    .build());
        }
        Reply reply = reply(topic.get(), message.payload().toString(StandardCharsets.UTF_8));
        context.executor()
                .schedule(
                        () -> answer(context, topic.get().requestId(), reply),
                        ANSWER_AFTER_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    private Reply reply(ProvisioningTopic topic, String body) {
        return topic instanceof ProvisioningTopic.Status status
                ? provisioning.status(applicant, status.operationId())
                : provisioning.register(applicant, body);
    }

    private void answer(ChannelHandlerContext context, String requestId, Reply reply) {
        if (subscribed) {
            context.writeAndFlush(MqttMessageBuilders.publish()
                    .topicName(ProvisioningTopic.answer(requestId, reply))
                    .qos(MqttQoS.AT_MOST_ONCE)
                    .payload(Unpooled.wrappedBuffer(Json.bytes(reply.body())))
                    .build());
        }
    }

    private void drop(ChannelHandlerContext context, String why) {
        log.info("{}: connection to the provisioning service dropped: {}", applicant.registrationId(), why);
        context.close();
    }
}
