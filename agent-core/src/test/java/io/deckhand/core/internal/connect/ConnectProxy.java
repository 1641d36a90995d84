package io.deckhand.core.internal.connect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** An HTTP proxy that knows the one method that a tunnel takes, CONNECT, and asks for credentials. */
public final class ConnectProxy implements AutoCloseable {
    private static final String REFUSAL = String.join(
            "\r\n",
            "HTTP/1.1 407 Proxy Authentication Required",
            "Proxy-Authenticate: Basic realm=test",
            "Content-Length: 0",
            "",
            "");

    private final ServerSocket listener;
    private final String credentials;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<String> tunnels = new CopyOnWriteArrayList<>();

    private ConnectProxy(String credentials) {
        this.credentials = credentials;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::acceptAll);
    }

    public static ConnectProxy asking(String user, String password) {
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return new ConnectProxy("Basic " + Base64.getEncoder().encodeToString(both));
    }

    public String host() {
        return listener.getInetAddress().getHostAddress();
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** {@return where tunnels were made to, such as {@code 127.0.0.2:443}} */
    public List<String> tunnels() {
        return List.copyOf(tunnels);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket client = listener.accept();
                sockets.add(client);
                threads.execute(() -> serve(client));
            }
        } catch (IOException | RejectedExecutionException closed) {
            // The test is over.
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            while (!mayPass(head)) { // who was refused may ask again on the same connection
                answer(client, REFUSAL);
                head = head(client.getInputStream());
            }
            tunnel(client, head.split(" ", -1)[1]);
        } catch (IOException ended) {
            // One side is gone; the other one's socket is closed on the way out.
        }
    }

    private boolean mayPass(String head) {
        return head.lines()
                .map(line -> line.split(": ", 2))
                .anyMatch(header -> header.length == 2
                        && header[0].equalsIgnoreCase("Proxy-Authorization")
                        && header[1].equals(credentials));
    }

    private void tunnel(Socket client, String target) throws IOException {
        int colon = target.lastIndexOf(':');
        try (Socket hub = new Socket(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)))) {
            sockets.add(hub);
            tunnels.add(target);
            answer(client, "HTTP/1.1 200 Connection established\r\n\r\n");
            threads.execute(() -> copy(hub, client));
            copy(client, hub);
        }
    }

    private static void answer(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Reads up to the empty line and not a byte more. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("The client ended within its request");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException ended) {
            // Closed by either side.
        }
    }
}
