package io.deckhand.core.internal.link.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class GatheringOutputTest {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final GatheringOutput output = new GatheringOutput(sent);
    private boolean followed;

    private void writeAndFlush(String packet) throws IOException {
        output.write(packet.getBytes(StandardCharsets.UTF_8));
        output.flush();
    }

    @Test
    void whatIsFollowedGoesOutTogetherWithTheLast() throws IOException {
        output.gather(() -> followed);
        followed = true;
        writeAndFlush("1");
        writeAndFlush("2");
        assertThat(sent.toString(StandardCharsets.UTF_8)).isEmpty();
        followed = false;
        writeAndFlush("3");
        assertThat(sent.toString(StandardCharsets.UTF_8)).isEqualTo("123");
    }

    @Test
    void singleBytesStayInOrder() throws IOException {
        output.gather(() -> followed);
        followed = true;
        writeAndFlush("1");
        output.write('2');
        followed = false;
        writeAndFlush("3");
        output.write('4');
        assertThat(sent.toString(StandardCharsets.UTF_8)).isEqualTo("1234");
    }

    @Test
    void aLongBurstGoesOutInPieces() throws IOException {
        output.gather(() -> true);
        for (int i = 0; i < 100; i++) {
            writeAndFlush("x".repeat(100));
        }
        assertThat(sent.size()).isBetween(10_000 - 4096, 10_000);
    }

    @Test
    void nothingIsHeldBackBeforeItBegins() throws IOException {
        followed = true;
        writeAndFlush("1");
        assertThat(sent.toString(StandardCharsets.UTF_8)).isEqualTo("1");
    }
}
