package io.deckhand.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.util.Random;
import javax.net.ssl.SSLSocket;

/** What a client sends, made wrong by a seed. */
final class SpoiltBytes {
    private SpoiltBytes() {}

    /** {@return the same with bytes changed, cut out, doubled or put in, and often cut off} */
    static byte[] of(byte[] original, Random random) {
        byte[] bytes = original.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            // Behind the header and the password most often, for what follows to be looked at.
            int at = random.nextInt(4) == 0
                    ? random.nextInt(bytes.length)
                    : bytes.length / 3 + random.nextInt(bytes.length * 2 / 3);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = (byte) 0xFF;
                case 2 -> bytes = spliced(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(8)), new byte[0]);
                default -> {
                    byte[] more = new byte[1 + random.nextInt(16)];
                    random.nextBytes(more);
                    bytes = spliced(bytes, at, at, more);
                }
            }
        }
        return random.nextInt(3) == 0 ? spliced(bytes, random.nextInt(bytes.length), bytes.length, new byte[0]) : bytes;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] between) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        out.writeBytes(between);
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }

    /** Sends them on a connection with TLS, and waits until the hub has ended it. */
    static void send(LocalHub hub, int port, byte[] bytes) throws IOException {
        try (SSLSocket socket = (SSLSocket) hub.sslContext().getSocketFactory().createSocket(hub.hostName(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            drain(socket.getInputStream());
        }
    }

    /** To the end, or to the reset of a connection that the hub gave up. */
    private static void drain(InputStream in) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            assertThat(e).isNotInstanceOf(SocketTimeoutException.class);
        }
    }
}
