package io.deckhand.testkit.internal.amqp;

import com.azure.core.amqp.AmqpTransportType;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.eventhubs.EventHubConsumerClient;
import com.azure.messaging.eventhubs.EventHubProperties;
import com.azure.messaging.eventhubs.PartitionProperties;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.PartitionEvent;
import com.azure.messaging.eventhubs.models.ReceiveOptions;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import reactor.core.Disposable;

/**
 * Reads telemetry with the Event Hubs SDK as it is asked to, a line for each question and each answer.
 *
 * <p>In a JVM of its own, because that SDK trusts whom the JVM trusts.
 */
final class EventHubsReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONG = Duration.ofSeconds(90);

    private final String connectionString = System.getenv("CONNECTION_STRING");

    public static void main(String[] arguments) throws IOException {
        EventHubsReader reader = new EventHubsReader();
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            JsonNode question = JSON.readTree(line);
            ObjectNode answer =
                    JSON.createObjectNode().put("to", question.path("id").intValue());
            try {
                reader.answer(question, answer);
            } catch (RuntimeException e) {
                answer.put("failed", e.getClass().getSimpleName()).put("why", e.getMessage());
            }
            say(answer);
        }
        // Some threads of the SDK would stay for a while.
        System.exit(0);
    }

    private void answer(JsonNode question, ObjectNode answer) {
        switch (question.path("ask").textValue()) {
            case "hub" -> hub(question, answer);
            case "partition" -> partition(question, answer);
            case "events" -> events(question, answer.putArray("events"));
            case "own" -> own(question);
            default -> throw new IllegalArgumentException(question.toString());
        }
    }

    private void hub(JsonNode question, ObjectNode answer) {
        try (EventHubConsumerClient client = builder(question).buildConsumerClient()) {
            EventHubProperties hub = client.getEventHubProperties();
            answer.put("name", hub.getName()).put("created", hub.getCreatedAt().toString());
            hub.getPartitionIds().forEach(answer.withArray("partitions")::add);
        }
    }

    private void partition(JsonNode question, ObjectNode answer) {
        try (EventHubConsumerClient client = builder(question).buildConsumerClient()) {
            PartitionProperties partition =
                    client.getPartitionProperties(question.path("partition").textValue());
            answer.put("empty", partition.isEmpty())
                    .put("first", partition.getBeginningSequenceNumber())
                    .put("last", partition.getLastEnqueuedSequenceNumber())
                    .put("offset", partition.getLastEnqueuedOffset())
                    .put("time", partition.getLastEnqueuedTime().toString());
        }
    }

    private void events(JsonNode question, ArrayNode events) {
        ReceiveOptions options = new ReceiveOptions()
                .setTrackLastEnqueuedEventProperties(question.path("track").booleanValue());
        try (EventHubConsumerClient client = builder(question).buildConsumerClient()) {
            client.receiveFromPartition(
                            question.path("partition").textValue(),
                            question.path("count").intValue(),
                            position(question),
                            LONG,
                            options)
                    .forEach(event -> events.add(document(event)));
        }
    }

    /** Keeps the partition for itself until another takes it. */
    private void own(JsonNode question) {
        long level = question.path("level").longValue();
        EventHubConsumerAsyncClient client = builder(question).buildAsyncConsumerClient();
        Disposable unused = client.receiveFromPartition(
                        question.path("partition").textValue(),
                        EventPosition.earliest(),
                        new ReceiveOptions().setOwnerLevel(level))
                .doFinally(signal -> client.close())
                .subscribe(
                        event -> say(JSON.createObjectNode()
                                .put("owner", level)
                                .put("got", event.getData().getBodyAsString())),
                        failure ->
                                say(JSON.createObjectNode().put("owner", level).put("lost", condition(failure))));
    }

    private static String condition(Throwable failure) {
        return failure instanceof AmqpException amqp && amqp.getErrorCondition() != null
                ? amqp.getErrorCondition().getErrorCondition()
                : failure.toString();
    }

    private EventHubClientBuilder builder(JsonNode question) {
        EventHubClientBuilder builder = new EventHubClientBuilder()
                .connectionString(
                        question.path("wrongKey").booleanValue()
                                ? connectionString.replaceAll("SharedAccessKey=[^;]*", "SharedAccessKey=AAAA")
                                : connectionString)
                .consumerGroup(question.path("group").asText("$Default"));
        return question.path("webSocket").booleanValue()
                ? builder.transportType(AmqpTransportType.AMQP_WEB_SOCKETS)
                : builder;
    }

    private static EventPosition position(JsonNode question) {
        String value = question.path("value").asText();
        boolean inclusive = question.path("inclusive").booleanValue();
        return switch (question.path("from").textValue()) {
            case "start" -> EventPosition.earliest();
            case "latest" -> EventPosition.latest();
            case "offset" -> EventPosition.fromOffsetString(value);
            case "sequence" -> EventPosition.fromSequenceNumber(Long.parseLong(value), inclusive);
            case "time" -> EventPosition.fromEnqueuedTime(Instant.parse(value));
            default -> throw new IllegalArgumentException(question.toString());
        };
    }

    private static ObjectNode document(PartitionEvent event) {
        ObjectNode document = JSON.createObjectNode()
                .put("body", event.getData().getBodyAsString())
                .put("sequence", event.getData().getSequenceNumber())
                .put("offset", event.getData().getOffsetString())
                .put("time", event.getData().getEnqueuedTime().toString())
                .put("messageId", event.getData().getMessageId())
                .put("correlationId", event.getData().getCorrelationId())
                .put("contentType", event.getData().getContentType());
        ObjectNode properties = document.putObject("properties");
        event.getData().getProperties().forEach((name, value) -> properties.put(name, value.toString()));
        ObjectNode annotations = document.putObject("annotations");
        event.getData()
                .getRawAmqpMessage()
                .getMessageAnnotations()
                .forEach((name, value) -> annotations.put(name, value.toString()));
        if (event.getLastEnqueuedEventProperties() != null) {
            document.put(
                    "lastInPartition", event.getLastEnqueuedEventProperties().getSequenceNumber());
        }
        return document;
    }

    private static synchronized void say(ObjectNode fact) {
        System.out.println(fact);
    }
}
