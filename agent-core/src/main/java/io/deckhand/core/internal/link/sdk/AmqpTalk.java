package io.deckhand.core.internal.link.sdk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Endpoint;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sasl;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.engine.Session;
import org.apache.qpid.proton.engine.Transport;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * Requests and answers over one AMQP connection. The calling thread moves its bytes while it waits, so this needs neither
 * Proton's reactor nor a thread: for a few requests in a device's life.
 */
final class AmqpTalk {
    private static final int PORT = 5671;
    private static final int BUFFER = 8 * 1024;

    /** What the caller has opened. */
    record Ends(Connection connection, Session session, Sender sender, Receiver receiver) {}

    /** For SASL PLAIN. */
    record Login(String user, String password) {}

    /** An answer, or the reason why there is none. */
    record Reply(@Nullable Message message, ErrorCondition condition) {}

    private final Ends ends;
    private final Optional<Login> login;
    private final long patience;
    private final Socket socket;
    private final Transport transport = Proton.transport();
    private final @Nullable Sasl sasl;
    private final byte[] buffer = new byte[BUFFER];
    private boolean isLoggedIn;

    private AmqpTalk(Ends ends, Optional<Login> login, Duration patience, Socket socket) {
        this.ends = ends;
        this.login = login;
        this.patience = patience.toNanos();
        this.socket = socket;
        this.sasl = login.isPresent() ? transport.sasl() : null;
        if (sasl != null) {
            sasl.client();
        }
        transport.bind(ends.connection());
    }

    /** Connects, and checks the host's certificate. Blocks. */
    static AmqpTalk connect(SSLSocketFactory factory, String host, Ends ends, Optional<Login> login, Duration patience)
            throws IOException {
        int millis = (int) patience.toMillis();
        SSLSocket socket = (SSLSocket) factory.createSocket();
        socket.connect(new InetSocketAddress(host, PORT), millis);
        socket.setSoTimeout(millis);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return new AmqpTalk(ends, login, patience, socket);
    }

    /** Sends a message, and returns the answer to it. Blocks. */
    Reply ask(byte[] encoded, int length, Object correlationId) throws IOException {
        long due = System.nanoTime() + patience;
        Delivery sent = ends.sender().delivery(String.valueOf(correlationId).getBytes(StandardCharsets.UTF_8));
        ends.sender().send(encoded, 0, length);
        ends.sender().advance();
        while (true) {
            Optional<ErrorCondition> refusal = refused(sent);
            if (refusal.isPresent()) {
                return new Reply(null, refusal.get());
            }
            Message arrived = arrived();
            if (arrived != null && correlationId.equals(arrived.getCorrelationId())) {
                sent.settle();
                return new Reply(arrived, new ErrorCondition());
            }
            write();
            read(due);
        }
    }

    private Optional<ErrorCondition> refused(Delivery sent) throws IOException {
        if (sasl != null && sasl.getOutcome() != Sasl.PN_SASL_NONE && sasl.getOutcome() != Sasl.PN_SASL_OK) {
            boolean isRefused = sasl.getOutcome() == Sasl.PN_SASL_AUTH;
            return Optional.of(condition(isRefused ? "amqp:unauthorized-access" : "amqp:internal-error"));
        }
        if (sent.getRemoteState() instanceof Rejected rejected) {
            return Optional.of(rejected.getError() == null ? condition("amqp:not-allowed") : rejected.getError());
        }
        Optional<Endpoint> closed = Stream.of(ends.receiver(), ends.sender(), ends.session(), ends.connection())
                .filter(end -> end.getRemoteState() == EndpointState.CLOSED)
                .map(Endpoint.class::cast)
                .findFirst();
        if (closed.isPresent() && closed.get().getRemoteCondition().getCondition() == null) {
            throw new IOException("The provisioning service closed the connection");
        }
        return closed.map(Endpoint::getRemoteCondition);
    }

    private static ErrorCondition condition(String name) {
        return new ErrorCondition(Symbol.valueOf(name), null);
    }

    private @Nullable Message arrived() {
        Delivery delivery = ends.receiver().current();
        if (delivery == null || !delivery.isReadable() || delivery.isPartial()) {
            return null;
        }
        byte[] received = new byte[delivery.pending()];
        Message message = Proton.message();
        message.decode(received, 0, ends.receiver().recv(received, 0, received.length));
        delivery.disposition(Accepted.getInstance());
        delivery.settle();
        ends.receiver().advance();
        ends.receiver().flow(1);
        return message;
    }

    /** Once the service has said which mechanisms it knows. */
    private void logIn() {
        if (sasl != null && !isLoggedIn && sasl.getRemoteMechanisms().length > 0) {
            isLoggedIn = true;
            byte[] response = login.map(with -> "\0" + with.user() + "\0" + with.password())
                    .orElseThrow()
                    .getBytes(StandardCharsets.UTF_8);
            sasl.setMechanisms("PLAIN");
            sasl.send(response, 0, response.length);
        }
    }

    private void write() throws IOException {
        logIn();
        OutputStream out = socket.getOutputStream();
        transport.tick(System.currentTimeMillis());
        for (int pending = transport.pending(); pending > 0; pending = transport.pending()) {
            byte[] bytes = new byte[pending];
            transport.head().get(bytes);
            transport.pop(pending);
            out.write(bytes);
        }
        out.flush();
    }

    private void read(long due) throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(due - System.nanoTime());
        int room = Math.min(buffer.length, transport.capacity());
        if (left <= 0) {
            throw new SocketTimeoutException("The provisioning service did not answer within "
                    + TimeUnit.NANOSECONDS.toSeconds(patience) + " s");
        }
        socket.setSoTimeout((int) left);
        InputStream in = socket.getInputStream();
        int read = room <= 0 ? -1 : in.read(buffer, 0, room);
        if (read < 0) {
            throw new IOException("The provisioning service closed the connection");
        }
        ByteBuffer tail = transport.tail();
        tail.put(buffer, 0, read);
        transport.process();
    }
}
