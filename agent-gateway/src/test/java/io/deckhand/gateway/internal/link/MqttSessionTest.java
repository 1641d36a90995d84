package io.deckhand.gateway.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.deckhand.Transport;
import io.deckhand.core.internal.identity.ConnectionString;
import io.deckhand.core.internal.identity.Login;
import io.deckhand.core.internal.identity.TlsContexts;
import io.deckhand.core.internal.link.Exchange;
import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.link.LinkSettings;
import io.deckhand.core.internal.link.Traffic;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a session reads while it cannot write. */
class MqttSessionTest {
    private final List<HubEvent> events = new CopyOnWriteArrayList<>();
    private final Exchange exchange;
    private final MqttSession session;
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private int calls;

    MqttSessionTest() throws Exception {
        ConnectionString parsed = ConnectionString.parse("HostName=no.hub;DeviceId=d;SharedAccessKey=c2VjcmV0");
        Login login = new Login(
                parsed.identity(),
                Objects.requireNonNull(parsed.credential()),
                new TlsContexts(SSLContext.getDefault(), null),
                Duration.ofHours(1),
                Clock.systemUTC());
        LinkSettings settings = new LinkSettings(login, Transport.MQTT, null, Duration.ofMinutes(1));
        NettyHubLink link = new NettyHubLink(settings, new EventLoops(1), Runnable::run, new Traffic(), events::add);
        exchange = new Exchange(link, login, new Traffic(), events::add, lost -> {});
        session = new MqttSession(
                Greeting.of(settings, login.prove(), Duration.ofMinutes(1)),
                false,
                null,
                Duration.ofMinutes(1).toNanos(),
                exchange);
    }

    @BeforeEach
    void connect() {
        channel.pipeline().addLast(session);
        session.begin(channel.pipeline().context(session));
        channel.writeInbound(MqttMessageBuilders.connAck()
                .returnCode(MqttConnectReturnCode.CONNECTION_ACCEPTED)
                .build());
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void canSend(boolean can) {
        ChannelOutboundBuffer buffer = Objects.requireNonNull(channel.unsafe().outboundBuffer());
        buffer.setUserDefinedWritability(1, can);
        channel.runPendingTasks();
    }

    private void call() {
        channel.writeInbound(MqttMessageBuilders.publish()
                .topicName("$iothub/methods/POST/m/?$rid=" + calls++)
                .qos(MqttQoS.AT_MOST_ONCE)
                .payload(Unpooled.copiedBuffer(new byte[] {'1'}))
                .build());
    }

    private boolean isReading() {
        return channel.config().isAutoRead();
    }

    @Test
    void callsArriveWhileALargeMessageLeavesSlowly() {
        canSend(false);
        call();
        assertThat(isReading()).isTrue();
        assertThat(events).hasSize(1).allMatch(HubEvent.MethodCall.class::isInstance);
    }

    @Test
    void answersThatCannotBeSentDoNotPileUpWithoutALimit() {
        canSend(false);
        exchange.<Void>send(
                1, acknowledged -> session.publish(new Publication("waits", new byte[1], acknowledged, true)));
        while (calls < MqttSession.MOST_READ_AHEAD - 1) {
            call();
        }
        assertThat(isReading()).isTrue();
        call();
        assertThat(isReading()).isFalse();

        canSend(true);
        assertThat(isReading()).isTrue();
    }
}
