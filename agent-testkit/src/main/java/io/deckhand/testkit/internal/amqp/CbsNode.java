package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.HubPacket;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.fault.FaultSwitches;
import io.deckhand.testkit.internal.fault.PacketRoute;
import io.deckhand.testkit.internal.fault.Passage;
import io.deckhand.testkit.internal.identity.SasToken;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

/** The node for claims-based security, to which clients send their tokens. */
final class CbsNode implements IncomingLink.Target {
    private static final int FIRST_UNAVAILABLE = 3;
    private static final int FIRST_UNAUTHORIZED = 4;

    private final FaultSwitches faults;
    private final AmqpConnection connection;
    private final Grants grants;
    private final Consumer<SasToken> afterPut;
    private final BiConsumer<@Nullable String, String> refused;
    private final Set<String> seen = new HashSet<>();
    private @Nullable OutgoingLink replies;

    CbsNode(
            FaultSwitches faults,
            AmqpConnection connection,
            Grants grants,
            Consumer<SasToken> afterPut,
            BiConsumer<@Nullable String, String> refused) {
        this.faults = faults;
        this.connection = connection;
        this.grants = grants;
        this.afterPut = afterPut;
        this.refused = refused;
    }

    LinkEndpoint replies(OutgoingLink link) {
        replies = link;
        return link;
    }

    @Override
    public void receive(Message request) {
        try {
            SasToken token = put(request);
            Passage answer = () -> reply(request, 200, "OK");
            connection.later(() -> token.identity().ifPresentOrElse(deviceId -> send(deviceId, answer), answer::pass));
        } catch (HubException e) {
            refused.accept(client(request), e.getMessage());
            connection.later(() -> reply(request, e.error().httpStatus(), e.getMessage()));
        }
    }

    /** Faults can affect the answer to a device's token; the token takes effect even if the answer is lost. */
    private void send(String deviceId, Passage answer) {
        new PacketRoute(faults.packets(), deviceId, connection).send(HubPacket.CONNACK, answer);
    }

    /**
     * Counts a device's connection attempt, once for each connection, and refuses it if that fault is active.
     *
     * @return whether this is the device's first authentication on this connection
     * @throws HubException when connections are refused
     */
    boolean connectSeen(String deviceId) {
        if (!seen.add(deviceId)) {
            return false;
        }
        faults.connectSeen(deviceId);
        faults.refusal(deviceId).ifPresent(code -> {
            seen.remove(deviceId);
            throw new HubException(refusal(code), "Connections are refused on purpose.");
        });
        return true;
    }

    /** The token's resource says what it is for; the request's {@code name} is ignored, because clients differ. */
    private SasToken put(Message request) {
        Map<String, Object> properties = MessageParts.applicationProperties(request);
        if (!"put-token".equals(properties.get("operation"))) {
            throw new HubException(HubError.ARGUMENT_INVALID, "'$cbs' supports only the operation 'put-token'.");
        }
        SasToken token = SasToken.parse(new String(MessageParts.body(request), StandardCharsets.UTF_8));
        token.identity().ifPresent(this::connectSeen);
        grants.put(token);
        afterPut.accept(token);
        return token;
    }

    /** {@return the device of a refused token, or null if it cannot be read} */
    private static @Nullable String client(Message request) {
        try {
            return SasToken.parse(new String(MessageParts.body(request), StandardCharsets.UTF_8))
                    .identity()
                    .orElse(null);
        } catch (HubException e) {
            return null;
        }
    }

    private void reply(Message request, int status, String description) {
        if (replies == null) {
            return;
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("status-code", status);
        properties.put("status-description", description);
        Message reply = Proton.message();
        reply.setCorrelationId(request.getMessageId());
        reply.setApplicationProperties(new ApplicationProperties(properties));
        reply.setBody(new AmqpValue(null));
        replies.send(reply);
    }

    /** {@return the error closest to a CONNACK with this code} */
    private static HubError refusal(int connackCode) {
        if (connackCode >= FIRST_UNAUTHORIZED) {
            return HubError.IOT_HUB_UNAUTHORIZED;
        }
        return connackCode == FIRST_UNAVAILABLE ? HubError.SERVICE_UNAVAILABLE : HubError.ARGUMENT_INVALID;
    }
}
