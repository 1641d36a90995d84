package io.deckhand.core.identity;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/** A hub with which no TLS handshake succeeds: it answers the client's first message with an alert, or wants what nobody has. */
final class AlertingServer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    @FunctionalInterface
    private interface Conversation {
        void with(Socket client) throws IOException;
    }

    private final ServerSocket listener;
    private final Conversation conversation;
    private final Thread thread;
    private volatile @Nullable Socket client;

    private AlertingServer(ServerSocket listener, Conversation conversation) {
        this.listener = listener;
        this.conversation = conversation;
        thread = new Thread(this::serve, "alerting-" + listener.getLocalSocketAddress());
        thread.setDaemon(true);
        thread.start();
    }

    /** {@return a server that answers every handshake with a fatal alert of this number} */
    static AlertingServer with(int alert, String host, int port) throws IOException {
        return answering(new byte[] {21, 3, 3, 0, 2, 2, (byte) alert}, host, port);
    }

    /** {@return a server that answers whatever comes first with these bytes} */
    static AlertingServer answering(byte[] answer, String host, int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(host, port));
        return new AlertingServer(socket, client -> {
            DataInputStream in = new DataInputStream(client.getInputStream());
            in.skipNBytes(3);
            in.skipNBytes(in.readUnsignedShort());
            client.getOutputStream().write(answer);
            client.shutdownOutput();
            in.readAllBytes();
        });
    }

    /** {@return a server that tries to shake hands as its socket is set up, and to read} */
    static AlertingServer over(SSLServerSocket socket, String host, int port) throws IOException {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(host, port));
        return new AlertingServer(socket, client -> client.getInputStream().readAllBytes());
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket accepted = listener.accept()) {
                client = accepted;
                accepted.setSoTimeout(PATIENCE_MILLIS);
                conversation.with(accepted);
            } catch (IOException e) {
                // As it is meant to be: the next one.
            }
        }
    }

    /** Returns when the port is free: as long as a thread is accepting, it is not. */
    @Override
    public void close() throws IOException {
        listener.close();
        Socket last = client;
        if (last != null) {
            last.close();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
