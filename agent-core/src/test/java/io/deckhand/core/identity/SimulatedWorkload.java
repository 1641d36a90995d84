package io.deckhand.core.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deckhand.testkit.HubModule;
import io.deckhand.testkit.LocalHub;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The workload API of an IoT Edge device that runs one module, over a Unix socket or TCP. */
public final class SimulatedWorkload implements AutoCloseable {
    /** The requests so far, as {@code METHOD /path}. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    volatile int status = 200;
    volatile boolean chunked;

    private final LocalHub hub;
    private final HubModule module;
    private final ServerSocketChannel server;
    private final String uri;

    private SimulatedWorkload(LocalHub hub, HubModule module, ServerSocketChannel server, SocketAddress address)
            throws IOException {
        this.hub = hub;
        this.module = module;
        this.server = server.bind(address);
        this.uri = server.getLocalAddress() instanceof InetSocketAddress tcp
                ? "http://127.0.0.1:" + tcp.getPort()
                : "unix://" + address;
        Thread thread = new Thread(this::serve, "workload");
        thread.setDaemon(true);
        thread.start();
    }

    public static SimulatedWorkload atSocket(Path socket, LocalHub hub, HubModule module) throws IOException {
        return new SimulatedWorkload(
                hub, module, ServerSocketChannel.open(StandardProtocolFamily.UNIX), UnixDomainSocketAddress.of(socket));
    }

    public static SimulatedWorkload atPort(LocalHub hub, HubModule module) throws IOException {
        return new SimulatedWorkload(
                hub, module, ServerSocketChannel.open(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** {@return the variables that IoT Edge would set for the module} */
    public Map<String, String> environment() {
        return new HashMap<>(Map.of(
                "IOTEDGE_IOTHUBHOSTNAME",
                hub.hostName(),
                "IOTEDGE_GATEWAYHOSTNAME",
                hub.hostName(),
                "IOTEDGE_DEVICEID",
                module.deviceId(),
                "IOTEDGE_MODULEID",
                module.moduleId(),
                "IOTEDGE_MODULEGENERATIONID",
                "637000000000000000",
                "IOTEDGE_WORKLOADURI",
                uri,
                "IOTEDGE_AUTHSCHEME",
                "sasToken",
                "IOTEDGE_APIVERSION",
                "2019-01-30"));
    }

    private void serve() {
        while (server.isOpen()) {
            try (SocketChannel channel = server.accept()) {
                answer(channel);
            } catch (IOException e) {
                // closed, or a client that went away
            }
        }
    }

    private void answer(SocketChannel channel) throws IOException {
        InputStream in = Channels.newInputStream(channel);
        String head = head(in);
        String[] line = head.split(" ", -1);
        requests.add(line[0] + " " + line[1]);
        int at = head.indexOf("Content-Length: ");
        int length = at < 0 ? 0 : Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)));
        byte[] content = in.readNBytes(length); // unread, it would reset the connection
        String body = status == 200 ? result(line[1], content) : "{\"message\":\"no\"}";
        String framed = chunked
                ? "Transfer-Encoding: chunked\r\n\r\n3\r\n" + body.substring(0, 3) + "\r\n"
                        + Integer.toHexString(body.length() - 3) + "\r\n" + body.substring(3) + "\r\n0\r\n\r\n"
                : "Content-Length: " + body.length() + "\r\n\r\n" + body;
        ByteBuffer out = ByteBuffer.wrap(("HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\n" + framed)
                .getBytes(StandardCharsets.US_ASCII));
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    private String result(String path, byte[] body) throws IOException {
        ObjectMapper json = new ObjectMapper();
        if (path.startsWith("/trust-bundle")) {
            return json.writeValueAsString(Map.of("certificate", Files.readString(hub.caCertificate())));
        }
        JsonNode request = json.readTree(body);
        byte[] data = Base64.getDecoder().decode(request.path("data").textValue());
        return json.writeValueAsString(Map.of("digest", Base64.getEncoder().encodeToString(signed(data))));
    }

    private byte[] signed(byte[] data) throws IOException {
        String key = module.connectionString().replaceAll(".*SharedAccessKey=", "");
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
            return mac.doFinal(data);
        } catch (java.security.GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
