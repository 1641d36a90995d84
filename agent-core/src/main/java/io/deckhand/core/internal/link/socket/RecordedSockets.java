package io.deckhand.core.internal.link.socket;

import io.deckhand.core.internal.link.Progress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Records every socket that one client of the SDK opens, so that it can be released immediately.
 *
 * <p>The SDK's own {@code close()} waits 30 seconds for a missing acknowledgement, and over a minute for a peer that
 * stopped reading. A reset socket (linger 0) ends both in milliseconds, with no thread left.
 */
public final class RecordedSockets {
    private final Object lock = new Object();
    private final List<Socket> sockets = new ArrayList<>(1); // a connection usually has one
    private final int patience;
    private final @Nullable Progress progress;
    private boolean reset;

    /** {@code patience} limits the duration of a TLS handshake, in milliseconds. */
    public RecordedSockets(int patience) {
        this.patience = patience;
        this.progress = null;
    }

    /** The same, for sockets whose bytes {@code progress} follows, so that their send buffers are limited. */
    public RecordedSockets(int patience, Progress progress) {
        this.patience = patience;
        this.progress = progress;
    }

    /** {@return a context that trusts the same as {@code trust}, and whose sockets are recorded} */
    public SSLContext recording(SSLContext trust) {
        return recording(trust, "");
    }

    /**
     * {@return the same, whose engines send the server's name (SNI)} The AMQP client creates engines without a name,
     * and hubs with TLS 1.3 require it. An IP address is not sent as a name.
     */
    public SSLContext recording(SSLContext trust, String serverName) {
        RecordingFactory factory = new RecordingFactory(trust.getSocketFactory());
        return new RecordingContext(new RecordingSpi(trust, factory, names(serverName)), trust);
    }

    private static List<SNIServerName> names(String serverName) {
        boolean isAddress = serverName.isEmpty() || serverName.contains(":") || serverName.matches("[0-9.]+");
        try {
            return isAddress ? List.of() : List.of(new SNIHostName(serverName));
        } catch (IllegalArgumentException notForTls) {
            return List.of(); // such as one with an underscore, which resolvers accept
        }
    }

    /** Resets all sockets, and each one that is opened later. */
    public void reset() {
        List<Socket> open;
        synchronized (lock) {
            reset = true;
            open = List.copyOf(sockets);
            sockets.clear();
        }
        open.forEach(RecordedSockets::reset);
    }

    /** Makes the existing sockets, not later ones, send packets together: see {@link GatheringOutput}. */
    public void gather(BooleanSupplier isFollowed) {
        synchronized (lock) {
            for (Socket socket : sockets) {
                if (socket instanceof PatientSocket patient) {
                    patient.gather(isFollowed);
                }
            }
        }
    }

    /**
     * Sets TCP_NODELAY: otherwise small packets wait for the acknowledgement of earlier ones, which peers delay by 40
     * ms.
     */
    private Socket record(Socket socket) throws SocketException {
        socket.setTcpNoDelay(true);
        synchronized (lock) {
            if (!reset) {
                Socket recorded = socket instanceof SSLSocket tls ? new PatientSocket(tls, patience, progress) : socket;
                sockets.add(recorded);
                return recorded;
            }
        }
        reset(socket);
        throw new SocketException("This connection was abandoned");
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException alreadyClosed) {
            // The socket is closed already: there is nothing to linger for.
        }
        try {
            socket.close();
        } catch (IOException alreadyBroken) {
            // It is closed in either case.
        }
    }

    private static final class RecordingContext extends SSLContext {
        RecordingContext(SSLContextSpi spi, SSLContext trust) {
            super(spi, trust.getProvider(), trust.getProtocol());
        }
    }

    private final class RecordingFactory extends SSLSocketFactory {
        private final SSLSocketFactory factory;

        RecordingFactory(SSLSocketFactory factory) {
            this.factory = factory;
        }

        @Override
        public Socket createSocket() throws IOException {
            return record(factory.createSocket());
        }

        @Override
        public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
            return record(factory.createSocket(socket, host, port, autoClose));
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return record(factory.createSocket(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            return record(factory.createSocket(host, port, local, localPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return record(factory.createSocket(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            return record(factory.createSocket(host, port, local, localPort));
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return factory.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return factory.getSupportedCipherSuites();
        }
    }

    /** Returns the recording factory; everything else is delegated to the trusted context. */
    private static final class RecordingSpi extends SSLContextSpi {
        private final SSLContext trust;
        private final SSLSocketFactory factory;

        private final List<SNIServerName> names;

        RecordingSpi(SSLContext trust, SSLSocketFactory factory, List<SNIServerName> names) {
            this.names = names;
            this.trust = trust;
            this.factory = factory;
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keys, TrustManager @Nullable [] trusted, @Nullable SecureRandom random) {
            throw new IllegalStateException("This context is initialised already");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return factory;
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return trust.getServerSocketFactory();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            SSLEngine engine = trust.createSSLEngine();
            if (!names.isEmpty()) {
                SSLParameters parameters = engine.getSSLParameters();
                parameters.setServerNames(names);
                engine.setSSLParameters(parameters);
            }
            return engine;
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return trust.createSSLEngine(host, port);
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return trust.getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return trust.getClientSessionContext();
        }
    }
}
