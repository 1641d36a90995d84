package io.deckhand.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;

/** A socket to a hub and no more, for clients that do what no real one does. */
final class BareSocket implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int SMALL = 8 * 1024;

    private final Socket socket;

    private BareSocket(Socket socket) {
        this.socket = socket;
    }

    /** {@return a socket that says nothing, not even TLS} */
    static BareSocket plain(LocalHub hub, int port) throws IOException {
        return new BareSocket(new Socket(hub.hostName(), port));
    }

    /** {@return a socket with TLS, and little room for what it does not read} */
    static BareSocket tls(LocalHub hub, int port) throws IOException {
        SSLSocket socket = (SSLSocket) hub.sslContext().getSocketFactory().createSocket();
        socket.setReceiveBufferSize(SMALL);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true); // else the packet after the handshake waits 40 ms for its acknowledgement
        socket.connect(new InetSocketAddress(hub.hostName(), port), TIMEOUT_MILLIS);
        socket.startHandshake();
        return new BareSocket(socket);
    }

    /** {@return a device that is connected over MQTT} */
    static BareSocket mqtt(LocalHub hub, HubDevice device) throws Exception {
        BareSocket client = tls(hub, hub.ports().mqtt());
        client.write(bytes(MqttMessageBuilders.connect()
                .protocolVersion(MqttVersion.MQTT_3_1_1)
                .clientId(device.deviceId())
                .cleanSession(true)
                .keepAlive(240)
                .username(hub.hostName() + "/" + device.deviceId() + "/?api-version=2021-04-12")
                .password(PahoDevice.token(hub, device).getBytes(StandardCharsets.UTF_8))
                .build()));
        byte[] connack = client.socket.getInputStream().readNBytes(4);
        if (connack.length < 4 || connack[3] != 0) {
            throw new IOException("The hub did not accept " + device.deviceId() + ".");
        }
        return client;
    }

    static byte[] subscribe(String filter) {
        return bytes(MqttMessageBuilders.subscribe()
                .messageId(1)
                .addSubscription(MqttQoS.AT_MOST_ONCE, filter)
                .build());
    }

    static byte[] disconnect() {
        return bytes(MqttMessageBuilders.disconnect().build());
    }

    /** {@return a PUBLISH without a body} */
    static byte[] publish(String topic) {
        return bytes(MqttMessageBuilders.publish()
                .topicName(topic)
                .qos(MqttQoS.AT_MOST_ONCE)
                .payload(Unpooled.EMPTY_BUFFER)
                .build());
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Reads so many bytes, or to the end. {@return how many} */
    long read(long most) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[64 * 1024];
        long total = 0;
        while (total < most) {
            int count = in.read(buffer);
            if (count < 0) {
                break;
            }
            total += count;
        }
        return total;
    }

    /** Sends a byte ten times a second, for a minute at most. {@return whether the hub ended it} */
    boolean endsWhileDripping() throws IOException {
        socket.setSoTimeout(100);
        for (int i = 0; i < 600; i++) {
            try {
                write(new byte[] {'a'});
                if (socket.getInputStream().read() < 0) {
                    return true;
                }
            } catch (SocketTimeoutException e) {
                // The pause between two bytes.
            } catch (IOException e) {
                return true;
            }
        }
        return false;
    }

    /** {@return whether the hub ends it within a minute, though it sends nothing} */
    boolean ends() throws IOException {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        try {
            while (socket.getInputStream().read() >= 0) {
                // What the hub says first is of no interest.
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Ends the socket without a word. */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static byte[] bytes(MqttMessage message) {
        EmbeddedChannel encoder = new EmbeddedChannel(MqttEncoder.INSTANCE);
        try {
            encoder.writeOutbound(message);
            ByteBuf encoded = encoder.readOutbound();
            byte[] bytes = ByteBufUtil.getBytes(encoded);
            encoded.release();
            return bytes;
        } finally {
            encoder.finishAndReleaseAll();
        }
    }
}
