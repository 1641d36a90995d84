package io.deckhand.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.Collector;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.engine.Session;
import org.apache.qpid.proton.engine.Transport;
import org.apache.qpid.proton.message.Message;

/** An AMQP client that does what no SDK would, one step at a time, on the test's own thread. */
final class RawAmqp implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final SSLSocket socket;
    private final Transport transport = Proton.transport();
    private final Connection connection = Proton.connection();
    private final Collector events = Proton.collector();
    private final Session session = connection.session();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private int links;
    private int deliveries;

    private RawAmqp(String host, SSLContext trust) throws IOException {
        socket = (SSLSocket) trust.getSocketFactory().createSocket(host, 5671);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
    }

    /** {@return a client without a SASL layer whose connection and session are open} */
    static RawAmqp open(LocalHub hub) throws IOException {
        RawAmqp client = new RawAmqp(hub.hostName(), hub.sslContext());
        client.openConnection(hub.hostName());
        return client;
    }

    /** {@return a client that sent a user name and a password} */
    static RawAmqp openPlain(LocalHub hub, String user, String password) throws IOException {
        RawAmqp client = new RawAmqp(hub.hostName(), hub.sslContext());
        client.transport.sasl().plain(user, password);
        client.openConnection(hub.hostName());
        return client;
    }

    /** {@return all that was sent but by {@link #write}} */
    byte[] sent() {
        return sent.toByteArray();
    }

    Transport transport() {
        return transport;
    }

    Sender sender(String address) {
        Target target = new Target();
        target.setAddress(address);
        Sender sender = session.sender("link" + links++);
        sender.setTarget(target);
        sender.setSource(new Source());
        sender.open();
        return sender;
    }

    Receiver receiver(String address, int credit) {
        Source source = new Source();
        source.setAddress(address);
        Receiver receiver = session.receiver("link" + links++);
        receiver.setSource(source);
        receiver.setTarget(new Target());
        receiver.open();
        receiver.flow(credit);
        return receiver;
    }

    Delivery send(Sender sender, Message message) {
        byte[] bytes = new byte[1024];
        int size = message.encode(bytes, 0, bytes.length);
        Delivery delivery = sender.delivery(
                ByteBuffer.allocate(Integer.BYTES).putInt(++deliveries).array());
        sender.send(bytes, 0, size);
        sender.advance();
        return delivery;
    }

    /** {@return the next event that matches; earlier ones are lost} */
    Event await(Predicate<Event> which) throws IOException {
        while (true) {
            for (Event event = events.peek(); event != null; event = events.peek()) {
                Event copy = event.copy();
                events.pop();
                if (which.test(copy)) {
                    flush();
                    return copy;
                }
            }
            flush();
            if (read() < 0) {
                throw new IOException("The hub closed the connection.");
            }
        }
    }

    /** {@return why the hub refuses the link that was opened} */
    ErrorCondition refusal() throws IOException {
        return await(event -> event.getType() == Event.Type.LINK_REMOTE_CLOSE)
                .getLink()
                .getRemoteCondition();
    }

    /** Sends all there is to send. */
    void flush() throws IOException {
        for (int pending = transport.pending(); pending > 0; pending = transport.pending()) {
            byte[] bytes = new byte[pending];
            transport.head().duplicate().get(bytes);
            transport.pop(pending);
            sent.writeBytes(bytes);
            socket.getOutputStream().write(bytes);
        }
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Takes in what the hub has sent, waiting for it. {@return how many bytes, or -1 at the end} */
    int read() throws IOException {
        byte[] bytes = new byte[16 * 1024];
        int count = socket.getInputStream().read(bytes);
        if (count > 0) {
            ByteBuffer received = ByteBuffer.wrap(bytes, 0, count);
            while (received.hasRemaining()) {
                int room = Math.min(transport.capacity(), received.remaining());
                transport.tail().put(received.slice().limit(room));
                received.position(received.position() + room);
                transport.process();
            }
        }
        return count;
    }

    /** Ends the socket without a word of AMQP. */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void openConnection(String host) {
        connection.collect(events);
        transport.bind(connection);
        connection.setHostname(host);
        connection.setContainer("raw");
        connection.open();
        session.open();
    }
}
