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
import io.netty.buffer.ByteBuf;
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
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a session reads while it cannot write. */
class MqttSessionTest {
    private static final byte PUBLISH_AT_LEAST_ONCE = 0x32;

    private final List<HubEvent> events = new CopyOnWriteArrayList<>();
    private final Exchange exchange;
    private final MqttSession session;
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final CountDownLatch waiting = new CountDownLatch(1);
    private boolean isAnswering;
    private int calls;
    private int clock;

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
        exchange = new Exchange(link, login, new Traffic(), this::happened, lost -> {});
        session = new MqttSession(
                Greeting.of(settings, login.prove(), Duration.ofMinutes(1)),
                false,
                null,
                Duration.ofMinutes(1).toNanos(),
                exchange,
                new AnswerWait(2, this::waitingBegins));
    }

    /** A clock that stands where a test answers, so that the wait ends with the answer only. */
    private long waitingBegins() {
        waiting.countDown();
        return isAnswering ? 0 : clock++ * AnswerWait.MOST_NANOS;
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

    private void happened(HubEvent event) {
        events.add(event);
        if (isAnswering) {
            new Thread(this::answerOnceAwaited).start();
        }
    }

    private void answerOnceAwaited() {
        try {
            waiting.await();
        } catch (InterruptedException e) {
            return;
        }
        publish("answer");
    }

    private void publish(String topic) {
        exchange.<Void>send(
                1, acknowledged -> session.publish(new Publication(topic, new byte[1], acknowledged, true)));
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
        publish("waits");
        while (calls < MqttSession.MOST_READ_AHEAD - 1) {
            call();
        }
        assertThat(isReading()).isTrue();
        call();
        assertThat(isReading()).isFalse();

        canSend(true);
        assertThat(isReading()).isTrue();
    }

    @Test
    void theThreadThatReadACallWritesAnAnswerThatComesAtOnce() {
        isAnswering = true;
        call();
        assertThat(published()).isEqualTo(1);
    }

    private long published() {
        return channel.outboundMessages().stream()
                .filter(packet -> packet instanceof ByteBuf batch && batch.getByte(0) == PUBLISH_AT_LEAST_ONCE)
                .count();
    }
}
