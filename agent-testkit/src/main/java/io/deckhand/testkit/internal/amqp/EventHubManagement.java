package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.identity.AccessControl;
import io.deckhand.testkit.internal.identity.Permission;
import io.deckhand.testkit.internal.identity.SasToken;
import io.deckhand.testkit.internal.telemetry.PartitionState;
import io.deckhand.testkit.internal.telemetry.TelemetryLog;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

/** The management node, where readers of telemetry query the partitions and their positions. */
final class EventHubManagement implements IncomingLink.Target {
    private static final String EVENT_HUB_TYPE = "com.microsoft:eventhub";
    private static final String PARTITION_TYPE = "com.microsoft:partition";
    private static final String[] PARTITION_IDS = IntStream.range(0, TelemetryLog.PARTITIONS)
            .mapToObj(Integer::toString)
            .toArray(String[]::new);

    private final TelemetryLog telemetry;
    private final AccessControl access;
    private final AmqpConnection connection;
    private final Grants grants;
    private @Nullable OutgoingLink answers;

    EventHubManagement(TelemetryLog telemetry, AccessControl access, AmqpConnection connection, Grants grants) {
        this.telemetry = telemetry;
        this.access = access;
        this.connection = connection;
        this.grants = grants;
    }

    LinkEndpoint answers(OutgoingLink link) {
        answers = link;
        return link;
    }

    @Override
    public void receive(Message request) {
        try {
            answer(request, 200, "OK", read(MessageParts.applicationProperties(request)));
        } catch (HubException e) {
            answer(request, e.error().httpStatus(), e.getMessage(), null);
        }
    }

    private Map<String, Object> read(Map<String, Object> request) {
        authorize(request.get("security_token"));
        String what = request.get("operation") + " " + request.get("type");
        if (!TelemetryLog.EVENT_HUB.equalsIgnoreCase(String.valueOf(request.get("name")))) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID,
                    "No event hub '" + request.get("name") + "'. Known: " + TelemetryLog.EVENT_HUB + ".");
        }
        return switch (what) {
            case "READ " + EVENT_HUB_TYPE -> eventHub();
            case "READ " + PARTITION_TYPE -> partition(String.valueOf(request.get("partition")));
            default -> throw new HubException(HubError.ARGUMENT_INVALID, "No operation '" + what + "'.");
        };
    }

    /** Checks the request's own token, or, if it has none or not a text, the tokens put before. */
    private void authorize(@Nullable Object token) {
        List<String> path = List.of(TelemetryLog.EVENT_HUB, "$management");
        if (token instanceof String text) {
            access.authorizeService(SasToken.parse(text), Permission.SERVICE_CONNECT, path);
        } else {
            grants.service(path);
        }
    }

    private Map<String, Object> eventHub() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", TelemetryLog.EVENT_HUB);
        answer.put("type", EVENT_HUB_TYPE);
        answer.put("created_at", Date.from(telemetry.createdTime()));
        answer.put("partition_count", PARTITION_IDS.length);
        answer.put("partition_ids", PARTITION_IDS);
        return answer;
    }

    private Map<String, Object> partition(String id) {
        int partition = List.of(PARTITION_IDS).indexOf(id);
        if (partition < 0) {
            throw new HubException(
                    HubError.ARGUMENT_INVALID,
                    "No partition '" + id + "'. Known: " + String.join(", ", PARTITION_IDS) + ".");
        }
        PartitionState state = telemetry.state(partition);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", TelemetryLog.EVENT_HUB);
        answer.put("type", PARTITION_TYPE);
        answer.put("partition", id);
        answer.put("begin_sequence_number", state.firstSequenceNumber());
        answer.put("last_enqueued_sequence_number", state.lastSequenceNumber());
        answer.put("last_enqueued_offset", Long.toString(state.lastOffset()));
        answer.put("last_enqueued_time_utc", Date.from(state.lastEnqueuedTime()));
        answer.put("is_partition_empty", state.isEmpty());
        return answer;
    }

    private void answer(Message request, int status, @Nullable String description, @Nullable Map<String, Object> body) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("status-code", status);
        properties.put("status-description", description);
        Message answer = Proton.message();
        answer.setCorrelationId(
                request.getCorrelationId() == null ? request.getMessageId() : request.getCorrelationId());
        answer.setApplicationProperties(new ApplicationProperties(properties));
        answer.setBody(new AmqpValue(body));
        connection.later(() -> send(answer));
    }

    private void send(Message answer) {
        if (answers != null) {
            answers.send(answer);
        }
    }
}
