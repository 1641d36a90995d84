package io.deckhand.core.slow;

import io.deckhand.testkit.LocalHub;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A relay to a local hub that carries a limited number of bytes a second, each after a delay. It reads no more than it carries, so that
 * the sender's socket fills as on a slow line. Devices take it for their gateway.
 */
public final class SlowLine implements AutoCloseable {
    private static final List<Integer> PORTS = List.of(8883, 5671, 443);
    private static final int ATTEMPTS = 50;

    /** What waits in the relay looks sent to the device. */
    private static final int RECEIVE_BUFFER = 16 * 1024;

    /** So often a second, bytes move. */
    private static final int MOVES = 20;

    /** What a line carries: bytes a second from the device and to it, and how long each byte takes. */
    public record Capacity(int up, int down, Duration delay) {}

    private final String hub;
    private final Capacity capacity;
    private final String address;
    private final List<ServerSocket> listeners;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong carriedUp = new AtomicLong();
    private volatile long lastUp = Long.MAX_VALUE;

    private SlowLine(String hub, Capacity capacity, String address, List<ServerSocket> listeners) {
        this.hub = hub;
        this.capacity = capacity;
        this.address = address;
        this.listeners = listeners;
    }

    /** {@return a line to a hub, at a loopback address of its own} */
    public static SlowLine to(LocalHub hub, Capacity capacity) {
        for (int i = 0; i < ATTEMPTS; i++) {
            Random random = ThreadLocalRandom.current();
            String address =
                    "127." + (1 + random.nextInt(254)) + "." + random.nextInt(256) + "." + (1 + random.nextInt(254));
            try {
                return at(address, hub, capacity);
            } catch (IOException taken) {
                // Another address is free.
            }
        }
        throw new IllegalStateException("No loopback address has the ports " + PORTS + " free");
    }

    /** {@return a line to a hub, at this address} */
    public static SlowLine at(String address, LocalHub hub, Capacity capacity) throws IOException {
        List<ServerSocket> listeners = new ArrayList<>();
        try {
            for (int port : PORTS) {
                ServerSocket listener = new ServerSocket();
                listeners.add(listener);
                listener.setReceiveBufferSize(RECEIVE_BUFFER);
                listener.bind(new InetSocketAddress(address, port));
            }
        } catch (IOException e) {
            for (ServerSocket listener : listeners) {
                listener.close();
            }
            throw e;
        }
        SlowLine line = new SlowLine(hub.hostName(), capacity, address, listeners);
        listeners.forEach(listener -> line.threads.execute(() -> line.acceptAll(listener)));
        return line;
    }

    /** {@return a connection string that goes over this line} */
    public String through(String connectionString) {
        return connectionString + ";GatewayHostName=" + address;
    }

    /** {@return a context that accepts the hub's certificate although the line has another name} */
    public static SSLContext trustingAnyName() {
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.2");
            context.init(null, new TrustManager[] {new Credulous()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Carries a few more bytes of devices. Then no byte passes, and no connection ends. */
    public void fallSilentAfter(int bytes) {
        lastUp = carriedUp.get() + bytes;
    }

    @Override
    public void close() {
        try {
            for (ServerSocket listener : listeners) {
                listener.close();
            }
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.shutdownNow();
        }
    }

    private void acceptAll(ServerSocket listener) {
        try {
            while (true) {
                Socket device = listener.accept();
                sockets.add(device);
                Socket server = new Socket(hub, listener.getLocalPort());
                sockets.add(server);
                server.setTcpNoDelay(true);
                device.setTcpNoDelay(true);
                carry(device, server, capacity.up(), carriedUp);
                carry(server, device, capacity.down(), new AtomicLong());
            }
        } catch (IOException | RejectedExecutionException closed) {
            // The test is over.
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // made once, read once
    private record Due(byte[] bytes, long at) {}

    private void carry(Socket from, Socket to, int bytesPerSecond, AtomicLong carried) {
        BlockingQueue<Due> underWay = new LinkedBlockingQueue<>();
        threads.execute(() -> read(from, to, bytesPerSecond, carried, underWay));
        threads.execute(() -> deliver(to, underWay));
    }

    private void read(Socket from, Socket to, int bytesPerSecond, AtomicLong carried, BlockingQueue<Due> underWay) {
        byte[] buffer = new byte[Math.max(16, bytesPerSecond / MOVES)];
        long free = System.nanoTime();
        try (from;
                to) {
            InputStream in = from.getInputStream();
            while (true) {
                boolean isBusy = in.available() > 0; // then a busy machine must not make the line slower
                int read = in.read(buffer);
                if (read < 0) {
                    return;
                }
                free = (isBusy ? free : Math.max(free, System.nanoTime())) + read * 1_000_000_000L / bytesPerSecond;
                awaitTime(free);
                carried.addAndGet(read);
                underWay.add(new Due(
                        Arrays.copyOf(buffer, read), free + capacity.delay().toNanos()));
            }
        } catch (IOException ended) {
            // Closed by either side.
        }
    }

    private void deliver(Socket to, BlockingQueue<Due> underWay) {
        try {
            OutputStream out = to.getOutputStream();
            while (true) {
                Due next = underWay.take();
                awaitTime(next.at());
                out.write(next.bytes());
            }
        } catch (IOException ended) {
            // Closed by either side.
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isSilent() {
        return carriedUp.get() >= lastUp;
    }

    private void awaitTime(long at) throws IOException {
        for (long left = at - System.nanoTime(); left > 0 || isSilent(); left = at - System.nanoTime()) {
            LockSupport.parkNanos(isSilent() ? 10_000_000 : left);
            if (threads.isShutdown()) {
                throw new IOException("The line is closed");
            }
        }
    }

    /** What this trusts is one local hub, by way of a relay without a certificate. */
    private static final class Credulous extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
