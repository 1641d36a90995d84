package io.deckhand.core.internal.link.sdk;

import io.deckhand.core.internal.https.HttpsCaller;
import io.deckhand.core.internal.identity.Proof;
import io.deckhand.core.internal.link.socket.RecordedSockets;
import io.deckhand.core.internal.provisioning.RegistrationChannel;
import io.deckhand.core.internal.provisioning.ServiceAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.engine.Session;
import org.apache.qpid.proton.message.Message;

/**
 * Registers over AMQP, with the AMQP engine that the Azure device SDK includes: a link for requests and one for answers,
 * both at the address of the registration. A token is shown in the SASL handshake, as a password.
 */
public final class AmqpRegistration implements RegistrationChannel {
    /** A refusal is described in JSON; its code starts with an HTTP status. */
    private static final Pattern ERROR_CODE = Pattern.compile("\"errorCode\"\\s*:\\s*([45]\\d\\d)\\d{3}\\b");

    private static final Map<String, Integer> STATUSES = Map.of(
            "amqp:unauthorized-access", 401,
            "amqp:not-found", 404,
            "amqp:resource-limit-exceeded", 429,
            "com.microsoft:server-busy", 503,
            "com.microsoft:timeout", 503,
            "amqp:internal-error", 500,
            "amqp:connection:forced", 503);

    private static final int ENVELOPE = 4096;
    private static final byte[] NOTHING = {};

    private final RecordedSockets sockets;
    private final AmqpTalk talk;
    private int requests;

    private AmqpRegistration(RecordedSockets sockets, AmqpTalk talk) {
        this.sockets = sockets;
        this.talk = talk;
    }

    /** Connects. Blocks. The links open with the first request. */
    public static AmqpRegistration open(ServiceAddress address, Proof proof, Duration patience) throws IOException {
        RecordedSockets sockets = new RecordedSockets((int) patience.toMillis());
        Connection connection = Proton.connection();
        connection.setHostname(address.host());
        connection.setContainer(address.registrationId());
        connection.open();
        Session session = connection.session();
        session.open();
        AmqpTalk.Ends ends = links(session, address);
        try {
            return new AmqpRegistration(
                    sockets,
                    AmqpTalk.connect(
                            sockets.recording(proof.context()).getSocketFactory(),
                            address.host(),
                            ends,
                            proof.token().map(token -> new AmqpTalk.Login(address.resource(), token.text())),
                            patience));
        } catch (IOException | RuntimeException e) {
            sockets.reset();
            throw e;
        }
    }

    private static AmqpTalk.Ends links(Session session, ServiceAddress address) {
        String node = "/" + address.resource();
        Target target = new Target();
        target.setAddress(node);
        Sender sender = session.sender("requests");
        sender.setTarget(target);
        sender.setSource(new Source());
        Source source = new Source();
        source.setAddress(node);
        Receiver receiver = session.receiver("answers");
        receiver.setSource(source);
        receiver.setTarget(new Target());
        for (Link link : new Link[] {receiver, sender}) { // the answers first: none is sent to a link that is not there
            link.setProperties(Map.of(
                    Symbol.valueOf("com.microsoft:api-version"),
                    address.apiVersion(),
                    Symbol.valueOf("com.microsoft:client-version"),
                    "deckhand"));
            link.open();
        }
        receiver.flow(1);
        return new AmqpTalk.Ends(session.getConnection(), session, sender, receiver);
    }

    @Override
    public Answer register(byte[] body) throws IOException {
        return request("iotdps-register", Optional.empty(), body);
    }

    @Override
    public Answer status(String operationId) throws IOException {
        return request("iotdps-get-operationstatus", Optional.of(operationId), NOTHING);
    }

    private Answer request(String operation, Optional<String> operationId, byte[] body) throws IOException {
        Map<String, Object> properties = new HashMap<>();
        properties.put("iotdps-operation-type", operation);
        operationId.ifPresent(id -> properties.put("iotdps-operation-id", id));
        Message message = Proton.message();
        message.setCorrelationId(Integer.toString(++requests));
        message.setApplicationProperties(new ApplicationProperties(properties));
        message.setBody(new Data(new Binary(body)));
        byte[] encoded =
                new byte[ENVELOPE + body.length + operationId.orElse("").length()];
        AmqpTalk.Reply reply =
                talk.ask(encoded, message.encode(encoded, 0, encoded.length), message.getCorrelationId());
        return reply.message() == null ? refusal(reply.condition()) : answer(reply.message());
    }

    private static Answer answer(Message message) {
        Map<String, Object> properties = message.getApplicationProperties() == null
                ? Map.of()
                : message.getApplicationProperties().getValue();
        return new Answer(
                properties.get("iotdps-status") instanceof Number status ? status.intValue() : 200,
                message.getBody() instanceof Data data ? bytes(data.getValue()) : NOTHING,
                HttpsCaller.seconds(String.valueOf(properties.get("retry-after"))));
    }

    private static byte[] bytes(Binary binary) {
        return binary.asByteBuffer().hasRemaining() ? Binary.copy(binary).getArray() : NOTHING;
    }

    private static Answer refusal(ErrorCondition condition) {
        String said = condition.getDescription() == null ? "" : condition.getDescription();
        Matcher code = ERROR_CODE.matcher(said);
        int status = code.find()
                ? Integer.parseInt(code.group(1))
                : STATUSES.getOrDefault(String.valueOf(condition.getCondition()), 400);
        return new Answer(status, said.getBytes(StandardCharsets.UTF_8), Optional.empty());
    }

    @Override
    public void close() {
        sockets.reset();
    }
}
