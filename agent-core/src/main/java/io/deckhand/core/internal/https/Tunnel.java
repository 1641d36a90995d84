package io.deckhand.core.internal.https;

import io.deckhand.core.internal.link.HttpProxy;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.net.ssl.SSLSocketFactory;

/**
 * Connects through an HTTP proxy, with a password. The JDK's client sends a password for a tunnel only if a
 * process-wide system property allows it.
 */
final class Tunnel extends SSLSocketFactory {
    private static final int LONGEST_HEAD = 16 * 1024;

    private final SSLSocketFactory tls;
    private final HttpProxy proxy;
    private final String host;
    private final int port;
    private final int patience;

    /** {@code tls} creates the sockets in the tunnel to {@code host}. */
    Tunnel(SSLSocketFactory tls, HttpProxy proxy, String host, int port, int patience) {
        this.tls = tls;
        this.proxy = proxy;
        this.host = host;
        this.port = port;
        this.patience = patience;
    }

    /** {@return a socket that is already connected} The JDK's client calls this before it connects. */
    @Override
    public Socket createSocket() throws IOException {
        InetSocketAddress at = proxy.address();
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(at.getHostString(), at.getPort()), patience);
            plain.setSoTimeout(patience);
            plain.getOutputStream().write(request().getBytes(StandardCharsets.ISO_8859_1));
            String answer = head(plain.getInputStream()).lines().findFirst().orElse("");
            if (!answer.matches("HTTP/1\\.[01] 2\\d\\d.*")) {
                throw new IOException("Unable to tunnel through proxy. Proxy returns \"" + answer + "\"");
            }
            plain.setSoTimeout(0);
            return tls.createSocket(plain, host, port, true);
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private String request() {
        String target = host + ":" + port;
        StringBuilder request = new StringBuilder("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n");
        if (proxy.user() != null && proxy.password() != null) {
            String pair = proxy.user() + ":" + new String(proxy.password());
            request.append("Proxy-Authorization: Basic ")
                    .append(Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                    .append("\r\n");
        }
        return request.append("\r\n").toString();
    }

    /** Reads exactly up to the empty line: the following bytes are TLS. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0 || head.length() > LONGEST_HEAD) {
                throw new IOException("Unable to tunnel through proxy. Its answer is not HTTP");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public Socket createSocket(Socket socket, String toHost, int toPort, boolean autoClose) throws IOException {
        return tls.createSocket(socket, toHost, toPort, autoClose);
    }

    @Override
    public Socket createSocket(String toHost, int toPort) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(String toHost, int toPort, InetAddress local, int localPort) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress toHost, int toPort) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress toHost, int toPort, InetAddress local, int localPort) throws IOException {
        return createSocket();
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return tls.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return tls.getSupportedCipherSuites();
    }
}
