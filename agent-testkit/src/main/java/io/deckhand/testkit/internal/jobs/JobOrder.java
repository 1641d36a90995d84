package io.deckhand.testkit.internal.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubTime;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.query.Query;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/**
 * A back end's order of a job.
 *
 * @param devices the query for its devices
 * @param startTime the earliest time at which it starts
 * @param maxExecutionTime how long it may take after the start time
 * @param document the order as JSON, which can be parsed again
 */
record JobOrder(
        String jobId, JobWork work, Query devices, Instant startTime, Duration maxExecutionTime, ObjectNode document) {
    private static final Pattern VALID_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final long DEFAULT_EXECUTION_SECONDS = Duration.ofHours(1).toSeconds();
    private static final long MOST_EXECUTION_SECONDS = Duration.ofDays(2).toSeconds();
    private static final String MAX_EXECUTION_TIME = "maxExecutionTimeInSeconds";
    private static final String START_TIME = "startTime";
    private static final String CONDITION = "queryCondition";

    /**
     * Parses an order.
     *
     * @param now the default start time
     * @throws HubException for an invalid order (400), or too large a payload (413)
     */
    static JobOrder read(String jobId, ObjectNode body, Instant now) {
        if (!VALID_ID.matcher(jobId).matches()) {
            throw invalid("'" + jobId + "' is not a job id: use 1 to 64 of A-Z, a-z, 0-9, - and _.");
        }
        if (!body.path("jobId").asText(jobId).equals(jobId)) {
            throw invalid("The URL names job '" + jobId + "', the body '"
                    + body.path("jobId").asText() + "'.");
        }
        JobWork work = JobWork.read(body);
        String condition = body.path(CONDITION).asText("");
        if (condition.isBlank()) {
            throw invalid(CONDITION + " is missing. Say which devices, as after WHERE in a query; * for all.");
        }
        Query devices = Query.ofDevices(condition);
        Instant startTime = startTime(body.path(START_TIME), now);
        long seconds = maxExecutionSeconds(body.path(MAX_EXECUTION_TIME));
        ObjectNode document = Json.object()
                .put("jobId", jobId)
                .put(JobWork.TYPE, work.type())
                .put(CONDITION, condition)
                .put(START_TIME, HubTime.text(startTime))
                .put(MAX_EXECUTION_TIME, seconds);
        document.set(work.field(), body.path(work.field()));
        return new JobOrder(jobId, work, devices, startTime, Duration.ofSeconds(seconds), document);
    }

    private static Instant startTime(JsonNode text, Instant now) {
        if (text.isMissingNode() || text.isNull()) {
            return now;
        }
        try {
            return OffsetDateTime.parse(text.asText()).toInstant();
        } catch (DateTimeException e) {
            throw invalid(START_TIME + " is '" + text.asText() + "'; it must be a time such as 2026-01-31T12:00:00Z.");
        }
    }

    /** Clients without a limit send zero. */
    private static long maxExecutionSeconds(JsonNode number) {
        long seconds = number.asLong(0);
        if (seconds < 0 || seconds > MOST_EXECUTION_SECONDS) {
            throw invalid(MAX_EXECUTION_TIME + " must be within [0; " + MOST_EXECUTION_SECONDS + "].");
        }
        return seconds == 0 ? DEFAULT_EXECUTION_SECONDS : seconds;
    }

    private static HubException invalid(String why) {
        return new HubException(HubError.ARGUMENT_INVALID, why);
    }
}
