package io.deckhand.gateway.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.deckhand.core.internal.link.Progress;
import io.deckhand.core.internal.link.Traffic;
import io.deckhand.core.internal.link.Unanswered;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages that a hub has not acknowledged, and the packets that they are sent in. */
class UnacknowledgedPacketsTest {
    private final UnacknowledgedPackets packets = new UnacknowledgedPackets();

    private static Publication publication(String topic, int bytes) {
        return new Publication(
                topic, new byte[bytes], new Unanswered(new Traffic(), new Progress()).expect(bytes), true);
    }

    private Publication add() {
        Publication added = publication("t", 1);
        packets.add(added);
        return added;
    }

    @Test
    void noIdIsGivenTwiceAtATimeHoweverLongAMessageWaits() {
        Publication slow = add();
        Queue<Publication> others = new ArrayDeque<>();
        for (int i = 0; i < 200_000; i++) {
            Publication added = add();
            assertThat(added.packetId()).isBetween(1, 65_535).isNotEqualTo(slow.packetId());
            others.add(added);
            if (others.size() > 1000) {
                Publication oldest = others.remove();
                assertThat(packets.remove(oldest.packetId())).isSameAs(oldest);
            }
        }
        assertThat(packets.remove(slow.packetId())).isSameAs(slow);
        assertThat(packets.remove(slow.packetId())).isNull();
        assertThat(packets.size()).isEqualTo(1000);
    }

    @Test
    void asManyWaitAsThereAreIds() {
        Set<Integer> ids = new HashSet<>();
        for (int i = 0; i < UnacknowledgedPackets.MOST; i++) {
            ids.add(add().packetId());
        }
        assertThat(ids).hasSize(65_535).doesNotContain(0);
        assertThat(packets.remove(7)).isNotNull();
        assertThat(add().packetId()).isEqualTo(7);
        packets.clear();
        assertThat(packets.size()).isZero();
        assertThat(packets.remove(9)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 120, 127, 128, 16_383, 16_384, 262_144})
    void aPacketIsReadAsItWasWritten(int bytes) {
        Publication publication = publication("devices/größe/messages/events/$.mid=1", bytes);
        packets.add(publication);
        ByteBuf written = Unpooled.buffer(publication.mostBytes());
        publication.writeTo(written);
        assertThat(written.readableBytes()).isLessThanOrEqualTo(publication.mostBytes());

        EmbeddedChannel reader = new EmbeddedChannel(new MqttDecoder(1024 * 1024));
        assertThat(reader.writeInbound(written)).isTrue();
        MqttPublishMessage read = reader.readInbound();
        assertThat(read.fixedHeader().qosLevel()).isEqualTo(MqttQoS.AT_LEAST_ONCE);
        assertThat(read.variableHeader().topicName()).isEqualTo("devices/größe/messages/events/$.mid=1");
        assertThat(read.variableHeader().packetId()).isEqualTo(publication.packetId());
        assertThat(read.payload().toString(StandardCharsets.ISO_8859_1)).hasSize(bytes);
        assertThat(reader.inboundMessages()).isEmpty();
        read.release();
        reader.finishAndReleaseAll();
    }
}
