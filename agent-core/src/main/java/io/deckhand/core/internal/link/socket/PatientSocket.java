package io.deckhand.core.internal.link.socket;

import io.deckhand.core.internal.link.Progress;
import io.deckhand.core.internal.link.SendBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import java.util.function.BooleanSupplier;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A TLS socket whose streams are {@link PatientStreams} and can gather; everything else is delegated to the wrapped
 * socket.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // the other socket has locks of its own
final class PatientSocket extends SSLSocket {
    private final SSLSocket socket;
    private final int patience;
    private final PatientStreams streams;
    private @Nullable GatheringOutput output;

    /**
     * {@code patience} is the maximum read timeout in milliseconds; it applies if the caller sets a timeout.
     * {@code progress} follows the bytes; null if nothing depends on them.
     */
    PatientSocket(SSLSocket socket, int patience, @Nullable Progress progress) {
        this.socket = socket;
        this.patience = patience;
        this.streams = progress == null
                ? new PatientStreams(SendBuffer.of(size -> {}, new Progress()), new Progress())
                : new PatientStreams(SendBuffer.of(socket::setSendBufferSize, progress), progress);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return streams.input(socket.getInputStream());
    }

    /** Returns the same stream each time, as a WebSocket calls this for each frame. */
    @Override
    public synchronized OutputStream getOutputStream() throws IOException {
        if (output == null) {
            output = new GatheringOutput(streams.output(openOutput()));
        }
        return output;
    }

    private OutputStream openOutput() throws IOException {
        try {
            return socket.getOutputStream();
        } catch (IOException closedMeanwhile) {
            throw streams.explained(closedMeanwhile);
        }
    }

    /**
     * Starts sending consecutive packets together, see {@link GatheringOutput}; the writer must already have its
     * stream.
     */
    synchronized void gather(BooleanSupplier isFollowed) {
        if (output != null) {
            output.gather(isFollowed);
        }
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        if (!socket.isConnected()) { // by a tunnel
            socket.connect(endpoint);
        }
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        if (!socket.isConnected()) {
            socket.connect(endpoint, timeout);
        }
    }

    @Override
    public void bind(SocketAddress address) throws IOException {
        socket.bind(address);
    }

    /** The JDK would wait for a write that does not end, to send its closing alert after it. */
    @Override
    public void close() throws IOException {
        if (streams.isWriting() && !socket.isClosed()) {
            socket.setSoLinger(true, 0);
        }
        socket.close();
    }

    @Override
    public void shutdownInput() throws IOException {
        socket.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public boolean isConnected() {
        return socket.isConnected();
    }

    @Override
    public boolean isBound() {
        return socket.isBound();
    }

    @Override
    public boolean isClosed() {
        return socket.isClosed();
    }

    @Override
    public boolean isInputShutdown() {
        return socket.isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return socket.isOutputShutdown();
    }

    @Override
    public InetAddress getInetAddress() {
        return socket.getInetAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return socket.getLocalAddress();
    }

    @Override
    public int getPort() {
        return socket.getPort();
    }

    @Override
    public int getLocalPort() {
        return socket.getLocalPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return socket.getRemoteSocketAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return socket.getLocalSocketAddress();
    }

    @Override
    public SocketChannel getChannel() {
        return socket.getChannel();
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        socket.setTcpNoDelay(on);
    }

    @Override
    public boolean getTcpNoDelay() throws SocketException {
        return socket.getTcpNoDelay();
    }

    @Override
    public void setSoLinger(boolean on, int linger) throws SocketException {
        socket.setSoLinger(on, linger);
    }

    @Override
    public int getSoLinger() throws SocketException {
        return socket.getSoLinger();
    }

    @Override
    public void setSoTimeout(int timeout) throws SocketException {
        // Paho sets a timeout only for the TLS handshake, of half a minute: a hub that never answers it would delay
        // every other attempt.
        socket.setSoTimeout(Math.min(timeout, patience));
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return socket.getSoTimeout();
    }

    @Override
    public void setKeepAlive(boolean on) throws SocketException {
        socket.setKeepAlive(on);
    }

    @Override
    public boolean getKeepAlive() throws SocketException {
        return socket.getKeepAlive();
    }

    @Override
    public void setSendBufferSize(int size) throws SocketException {
        socket.setSendBufferSize(size);
    }

    @Override
    public int getSendBufferSize() throws SocketException {
        return socket.getSendBufferSize();
    }

    @Override
    public void setReceiveBufferSize(int size) throws SocketException {
        socket.setReceiveBufferSize(size);
    }

    @Override
    public int getReceiveBufferSize() throws SocketException {
        return socket.getReceiveBufferSize();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return socket.getSupportedCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return socket.getEnabledCipherSuites();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        socket.setEnabledCipherSuites(suites);
    }

    @Override
    public String[] getSupportedProtocols() {
        return socket.getSupportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return socket.getEnabledProtocols();
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        socket.setEnabledProtocols(protocols);
    }

    @Override
    public SSLSession getSession() {
        return socket.getSession();
    }

    @Override
    public SSLSession getHandshakeSession() {
        return socket.getHandshakeSession();
    }

    @Override
    public SSLParameters getSSLParameters() {
        return socket.getSSLParameters();
    }

    @Override
    public void setSSLParameters(SSLParameters parameters) {
        socket.setSSLParameters(parameters);
    }

    @Override
    public void addHandshakeCompletedListener(HandshakeCompletedListener listener) {
        socket.addHandshakeCompletedListener(listener);
    }

    @Override
    public void removeHandshakeCompletedListener(HandshakeCompletedListener listener) {
        socket.removeHandshakeCompletedListener(listener);
    }

    @Override
    public void startHandshake() throws IOException {
        socket.startHandshake();
    }

    @Override
    public void setUseClientMode(boolean mode) {
        socket.setUseClientMode(mode);
    }

    @Override
    public boolean getUseClientMode() {
        return socket.getUseClientMode();
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        socket.setNeedClientAuth(need);
    }

    @Override
    public boolean getNeedClientAuth() {
        return socket.getNeedClientAuth();
    }

    @Override
    public void setWantClientAuth(boolean want) {
        socket.setWantClientAuth(want);
    }

    @Override
    public boolean getWantClientAuth() {
        return socket.getWantClientAuth();
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {
        socket.setEnableSessionCreation(flag);
    }

    @Override
    public boolean getEnableSessionCreation() {
        return socket.getEnableSessionCreation();
    }

    @Override
    public String toString() {
        return socket.toString();
    }
}
