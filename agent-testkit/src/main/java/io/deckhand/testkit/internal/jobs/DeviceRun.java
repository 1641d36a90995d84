package io.deckhand.testkit.internal.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.HubTime;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.methods.DeviceAnswer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The execution of a job on one device.
 *
 * @param changed the time of the last change of its status
 * @param answer the device's answer, or null
 * @param error the error, or null
 */
record DeviceRun(
        JobStatus status,
        Instant created,
        @Nullable Instant started,
        Instant changed,
        @Nullable DeviceAnswer answer,
        @Nullable Failure error) {

    /** The hub's error. */
    record Failure(String code, String description) {
        static Failure of(HubException refusal) {
            return new Failure(refusal.error().wireName(), refusal.getMessage());
        }
    }

    static DeviceRun waiting(Instant now) {
        return new DeviceRun(JobStatus.SCHEDULED, now, null, now, null, null);
    }

    DeviceRun running(Instant now) {
        return new DeviceRun(JobStatus.RUNNING, created, now, now, null, null);
    }

    DeviceRun completed(@Nullable DeviceAnswer result, Instant now) {
        return new DeviceRun(JobStatus.COMPLETED, created, started, now, result, null);
    }

    DeviceRun failed(Failure why, Instant now) {
        return new DeviceRun(JobStatus.FAILED, created, started, now, null, why);
    }

    DeviceRun cancelled(Instant now) {
        return new DeviceRun(JobStatus.CANCELLED, created, started, now, null, null);
    }

    /**
     * {@return the row in {@code devices.jobs}}
     *
     * <p>The Java service client expects the answer to a method beside {@code outcome}, where the real hub does not
     * write it, and fails if there is only {@code outcome}; so the row has the answer in both places.
     */
    ObjectNode row(String deviceId, JobOrder order) {
        ObjectNode row = Json.object()
                .put("deviceId", deviceId)
                .put("jobId", order.jobId())
                .put("jobType", order.work().type());
        write(row);
        if (answer != null) {
            ObjectNode response = Json.object().put("status", answer.status());
            response.set("payload", answer.payload());
            row.putObject("outcome").set("deviceMethodResponse", response);
            row.set(JobWork.CallMethod.FIELD, response.deepCopy());
        }
        return row;
    }

    ObjectNode toDocument() {
        ObjectNode document = Json.object();
        write(document);
        if (answer != null) {
            document.putObject("answer").put("status", answer.status()).set("payload", answer.payload());
        }
        return document;
    }

    static DeviceRun fromDocument(JsonNode document) {
        JsonNode answer = document.path("answer");
        JsonNode error = document.path("error");
        return new DeviceRun(
                JobStatus.parse(document.required("status").textValue()),
                time(document.required("createdDateTimeUtc")),
                document.has("startTimeUtc") ? time(document.required("startTimeUtc")) : null,
                time(document.required("lastUpdatedDateTimeUtc")),
                answer.isObject()
                        ? new DeviceAnswer(answer.required("status").intValue(), answer.required("payload"))
                        : null,
                error.isObject()
                        ? new Failure(
                                error.required("code").textValue(),
                                error.required("description").textValue())
                        : null);
    }

    /** The fields common to rows and stored documents. */
    private void write(ObjectNode document) {
        document.put("status", status.wireName()).put("createdDateTimeUtc", HubTime.text(created));
        if (started != null) {
            document.put("startTimeUtc", HubTime.text(started));
        }
        if (status.isOver()) {
            document.put("endTimeUtc", HubTime.text(changed));
        }
        document.put("lastUpdatedDateTimeUtc", HubTime.text(changed));
        if (error != null) {
            document.putObject("error").put("code", error.code()).put("description", error.description());
        }
    }

    private static Instant time(JsonNode text) {
        return Instant.parse(text.textValue());
    }
}
