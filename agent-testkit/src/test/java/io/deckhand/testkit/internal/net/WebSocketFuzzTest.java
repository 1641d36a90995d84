package io.deckhand.testkit.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.fixture.BareSocket;
import io.deckhand.testkit.fixture.SpoiltBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A WebSocket's opening and its frames, spoilt: they may end their own connection, but nothing else. */
@LocalHubTest
class WebSocketFuzzTest {
    private static final long SEED = 20_261_121;
    private static final int ROUNDS = 150;

    private final LocalHub hub;
    private final HubDevice device;

    WebSocketFuzzTest(LocalHub hub, HubDevice device) {
        this.hub = hub;
        this.device = device;
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtt", "AMQPWSB10"})
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void noBytesEndTheHubOrLeaveItDeaf(String protocol) throws Exception {
        byte[] original = recorded(protocol);
        Random random = new Random(SEED);
        try (BareSocket bystander = BareSocket.mqtt(hub, device)) {
            for (int round = 0; round < ROUNDS; round++) {
                SpoiltBytes.send(hub, hub.ports().https(), SpoiltBytes.of(original, random));
            }
            bystander.write(BareSocket.publish("devices/" + device.deviceId() + "/messages/events/"));
            device.awaitTelemetry(message -> true, Duration.ofSeconds(40));
        }
        assertThat(hub.device(device.deviceId()).telemetry()).hasSize(1);
    }

    private byte[] recorded(String protocol) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(String.join(
                        "\r\n",
                        "GET /$iothub/websocket HTTP/1.1",
                        "Host: " + hub.hostName(),
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Protocol: " + protocol,
                        "",
                        "")
                .getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(
                frame(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {'A', 'M', 'Q', 'P', 0, 1, 0, 0}))));
        bytes.writeBytes(frame(new BinaryWebSocketFrame(false, 0, Unpooled.wrappedBuffer(BareSocket.subscribe("#")))));
        bytes.writeBytes(frame(new PingWebSocketFrame(Unpooled.wrappedBuffer(new byte[100]))));
        return bytes.toByteArray();
    }

    private static byte[] frame(WebSocketFrame frame) {
        EmbeddedChannel encoder = new EmbeddedChannel(new WebSocket13FrameEncoder(true));
        encoder.writeOutbound(frame);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (ByteBuf part = encoder.readOutbound(); part != null; part = encoder.readOutbound()) {
            bytes.writeBytes(ByteBufUtil.getBytes(part));
            part.release();
        }
        encoder.finishAndReleaseAll();
        return bytes.toByteArray();
    }
}
