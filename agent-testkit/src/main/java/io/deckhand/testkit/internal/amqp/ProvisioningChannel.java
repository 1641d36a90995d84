package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.dps.Applicant;
import io.deckhand.testkit.internal.dps.Provisioning;
import io.deckhand.testkit.internal.dps.Reply;
import io.deckhand.testkit.internal.fault.Line;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

/** Registration over AMQP: a link for requests and one for answers, both at the address of a registration id. */
final class ProvisioningChannel {
    private static final Symbol API_VERSION = Symbol.valueOf("com.microsoft:api-version");

    /** As over MQTT, the answer is delayed: the Java SDK starts waiting for it some time after sending the request. */
    private static final Duration ANSWER_AFTER = Duration.ofMillis(250);

    private final Provisioning provisioning;
    private final Grants grants;
    private final Line line;
    private @Nullable OutgoingLink answers;

    ProvisioningChannel(Provisioning provisioning, Grants grants, Line line) {
        this.provisioning = provisioning;
        this.grants = grants;
        this.line = line;
    }

    /** {@return the service's end of a link} */
    LinkEndpoint endpoint(LinkAddress.Registration address, Link link) {
        if (link instanceof Sender sender) {
            answers = new OutgoingLink(sender);
            return answers;
        }
        Object version = link.getRemoteProperties() == null
                ? null
                : link.getRemoteProperties().get(API_VERSION);
        String apiVersion = version == null ? "" : version.toString();
        return new IncomingLink((Receiver) link, request -> receive(address, apiVersion, request));
    }

    private void receive(LinkAddress.Registration address, String apiVersion, Message request) {
        // Credentials are checked at registration, not at connection.
        Applicant applicant =
                new Applicant(address.idScope(), address.registrationId(), apiVersion, grants.proofOfRegistration());
        Reply reply = reply(applicant, request);
        if (reply.status() >= 400) {
            throw new MessageRejected(condition(reply.status()), Json.text(reply.body()));
        }
        line.later(() -> answer(request, reply), ANSWER_AFTER);
    }

    private Reply reply(Applicant applicant, Message request) {
        Map<String, Object> properties = MessageParts.applicationProperties(request);
        Object operation = properties.getOrDefault("iotdps-operation-type", "");
        if (operation.equals("iotdps-register")) {
            return provisioning.register(applicant, new String(MessageParts.body(request), StandardCharsets.UTF_8));
        }
        if (operation.equals("iotdps-get-operationstatus")) {
            return provisioning.status(
                    applicant,
                    properties.getOrDefault("iotdps-operation-id", "").toString());
        }
        throw new MessageRejected(
                condition(400),
                "'iotdps-operation-type' is '" + operation + "'. Known: iotdps-register, iotdps-get-operationstatus.");
    }

    private void answer(Message request, Reply reply) {
        if (answers == null) {
            return;
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("iotdps-status", reply.status());
        if (reply.retryAfterSeconds() > 0) {
            properties.put("retry-after", Integer.toString(reply.retryAfterSeconds()));
        }
        Message answer = Proton.message();
        answer.setCorrelationId(request.getCorrelationId());
        answer.setApplicationProperties(new ApplicationProperties(properties));
        answer.setBody(OutgoingLink.data(Json.bytes(reply.body())));
        answers.send(answer);
    }

    private static String condition(int status) {
        return switch (status) {
            case 401 -> "amqp:unauthorized-access";
            case 404 -> "amqp:not-found";
            default -> "com.microsoft:argument-error";
        };
    }
}
