package io.deckhand.core.internal.edge;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * Exchanges bytes with the workload API over a Unix socket, which the JDK's HTTP client does not support, or over TCP:
 * one request for each connection, read until the server closes it.
 */
final class WorkloadSocket {
    private static final int MOST_BYTES = 1024 * 1024;

    private final SocketAddress address;
    private final long patience;

    WorkloadSocket(URI uri, Duration patience) {
        this.address = "unix".equals(uri.getScheme())
                ? UnixDomainSocketAddress.of(uri.getPath())
                : new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort());
        this.patience = patience.toNanos();
    }

    /** {@return everything that the server sends in answer} Blocks, at most for the given time. */
    byte[] exchange(byte[] request) throws IOException {
        long end = System.nanoTime() + patience;
        try (SocketChannel channel = address instanceof UnixDomainSocketAddress
                        ? SocketChannel.open(StandardProtocolFamily.UNIX)
                        : SocketChannel.open();
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
            if (!channel.connect(address)) {
                do {
                    await(selector, end);
                } while (!channel.finishConnect());
            }
            key.interestOps(SelectionKey.OP_WRITE);
            ByteBuffer out = ByteBuffer.wrap(request);
            while (out.hasRemaining()) {
                await(selector, end);
                channel.write(out);
            }
            key.interestOps(SelectionKey.OP_READ);
            return readAll(channel, selector, end);
        }
    }

    private static byte[] readAll(SocketChannel channel, Selector selector, long end) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer part = ByteBuffer.allocate(4096);
        while (true) {
            await(selector, end);
            int count = channel.read(part.clear());
            if (count < 0) {
                return all.toByteArray();
            }
            all.write(part.array(), 0, count);
            if (all.size() > MOST_BYTES) {
                throw new EOFException("The answer is larger than " + MOST_BYTES + " bytes");
            }
        }
    }

    private static void await(Selector selector, long end) throws IOException {
        long millis = (end - System.nanoTime()) / 1_000_000;
        if (millis <= 0 || selector.select(millis) == 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        selector.selectedKeys().clear();
    }
}
