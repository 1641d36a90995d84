package io.deckhand.testkit.internal.amqp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.HubPacket;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.fault.PacketRoute;
import io.deckhand.testkit.internal.hub.DeviceTwinRequests;
import io.deckhand.testkit.internal.twin.DesiredListener;
import io.deckhand.testkit.internal.twin.DeviceTwins;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

/** The pair of links over which a device reads its twin, reports properties, and receives desired changes. */
final class TwinChannel implements IncomingLink.Target, DesiredListener {
    private static final String REPORTED = "/properties/reported";
    private static final String DESIRED = "/properties/desired";
    private static final String DESIRED_CHANGES = "/notifications/twin/properties/desired";
    private static final byte[] NO_BODY = {};

    private final DeviceTwinRequests requests;
    private final DeviceTwins twins;
    private final AmqpConnection connection;
    private final PacketRoute packets;
    private final String deviceId;
    private @Nullable OutgoingLink answers;
    private boolean listening;

    TwinChannel(DeviceTwinRequests requests, DeviceTwins twins, AmqpConnection connection, PacketRoute packets) {
        this.requests = requests;
        this.twins = twins;
        this.connection = connection;
        this.packets = packets;
        deviceId = packets.deviceId();
    }

    LinkEndpoint toDevice(Sender sender) {
        OutgoingLink link = new OutgoingLink(sender) {
            @Override
            public void closed() {
                if (answers == this) {
                    answers = null;
                    listen(false);
                }
            }
        };
        answers = link;
        return link;
    }

    /** The device has closed its last link. */
    void ended() {
        listen(false);
    }

    @Override
    public void receive(Message request) {
        try {
            Map<String, Object> annotations = MessageParts.annotations(request);
            String operation = String.valueOf(annotations.get("operation"));
            String resource = MessageParts.text(annotations.getOrDefault("resource", ""));
            switch (operation + " " + resource) {
                case "GET " -> answer(request, 200, OptionalLong.empty(), requests.read(deviceId));
                case "PATCH " + REPORTED -> answer(request, 204, report(request, annotations.get("version")), NO_BODY);
                case "PUT " + DESIRED_CHANGES -> {
                    listen(true);
                    Message answer = answerTo(request, 200, OptionalLong.empty(), NO_BODY);
                    connection.later(() -> packets.send(HubPacket.SUBACK, () -> send(answer)));
                }
                case "DELETE " + DESIRED_CHANGES -> {
                    listen(false);
                    Message answer = answerTo(request, 200, OptionalLong.empty(), NO_BODY);
                    connection.later(() -> send(answer));
                }
                default ->
                    throw new HubException(
                            HubError.ARGUMENT_INVALID, "No twin operation '" + operation + "' on '" + resource + "'.");
            }
        } catch (HubException e) {
            answer(request, e.error().httpStatus(), OptionalLong.empty(), requests.errorBody(e));
        }
    }

    @Override
    public void desiredChanged(ObjectNode patch) {
        Map<Symbol, Object> annotations = new LinkedHashMap<>();
        annotations.put(Symbol.valueOf("resource"), DESIRED);
        annotations.put(Symbol.valueOf("version"), patch.path("$version").longValue());
        Message message = message(annotations, Json.bytes(patch));
        connection.later(() -> send(message));
    }

    private OptionalLong report(Message request, @Nullable Object version) {
        OptionalLong expected =
                version instanceof Number number ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
        return OptionalLong.of(requests.report(deviceId, MessageParts.body(request), expected));
    }

    private void listen(boolean wanted) {
        if (wanted != listening) {
            listening = wanted;
            if (wanted) {
                twins.attach(deviceId, this);
            } else {
                twins.detach(deviceId, this);
            }
        }
    }

    private void answer(Message request, int status, OptionalLong version, byte[] body) {
        Message answer = answerTo(request, status, version, body);
        connection.later(() -> packets.send(HubPacket.TWIN_RESPONSE, () -> send(answer)));
    }

    private static Message answerTo(Message request, int status, OptionalLong version, byte[] body) {
        Map<Symbol, Object> annotations = new LinkedHashMap<>();
        annotations.put(Symbol.valueOf("status"), status);
        version.ifPresent(number -> annotations.put(Symbol.valueOf("version"), number));
        Message message = message(annotations, body);
        message.setCorrelationId(request.getCorrelationId());
        return message;
    }

    private void send(Message message) {
        if (answers != null) {
            answers.send(message);
        }
    }

    private static Message message(Map<Symbol, Object> annotations, byte[] body) {
        Message message = Proton.message();
        message.setMessageAnnotations(new MessageAnnotations(annotations));
        message.setBody(OutgoingLink.data(body));
        return message;
    }
}
