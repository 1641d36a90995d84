package io.deckhand.testkit.internal.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubTime;
import io.deckhand.testkit.internal.jobs.DeviceRun.Failure;
import io.deckhand.testkit.internal.methods.DeviceAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The state of a job. Guarded by {@link Jobs}. */
final class Job {
    private static final Duration KEPT = Duration.ofDays(30);
    private static final String DEVICES = "devices";
    private static final Failure OUT_OF_TIME =
            new Failure("JobRunPreconditionFailed", "The device had not done its part when the job's time was over.");

    private final JobOrder order;
    private final Instant created;
    private final TreeMap<String, DeviceRun> runs = new TreeMap<>();
    private final List<News> news = new ArrayList<>();
    private JobStatus status;
    private @Nullable Instant ended;
    private @Nullable String failureReason;
    private boolean changed;

    /** It has begun or ended on a device. */
    private record News(String deviceId, DeviceRun run) {}

    Job(JobOrder order, Instant now) {
        this.order = order;
        created = now;
        status = order.startTime().isAfter(now) ? JobStatus.SCHEDULED : JobStatus.QUEUED;
    }

    private Job(JobOrder order, Instant created, JobStatus status) {
        this.order = order;
        this.created = created;
        this.status = status;
    }

    JobOrder order() {
        return order;
    }

    JobStatus status() {
        return status;
    }

    /** {@return the earliest time at which it can start} */
    Instant due() {
        return order.startTime().isAfter(created) ? order.startTime() : created;
    }

    boolean isForgottenBy(Instant now) {
        return ended != null && !ended.plus(KEPT).isAfter(now);
    }

    /** {@return whether it must be stored again} */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /** Updates the status for the current time. */
    void look(Instant now) {
        if (status == JobStatus.SCHEDULED && !due().isAfter(now)) {
            enter(JobStatus.QUEUED);
        }
        boolean over = !due().plus(order.maxExecutionTime()).isAfter(now);
        if (over && status == JobStatus.QUEUED) {
            failureReason = "Other jobs ran until its time was over.";
            end(JobStatus.FAILED, now);
        } else if (over && status == JobStatus.RUNNING) {
            endOpenRuns(run -> run.failed(OUT_OF_TIME, now));
            end(JobStatus.COMPLETED, now);
        }
    }

    void begin(List<String> deviceIds, Instant now) {
        deviceIds.forEach(deviceId -> runs.put(deviceId, DeviceRun.waiting(now)));
        enter(JobStatus.RUNNING);
        endIfAllDid(now);
    }

    void cancel(Instant now) {
        if (!status.isOver()) {
            endOpenRuns(run -> run.cancelled(now));
            end(JobStatus.CANCELLED, now);
        }
    }

    /** {@return the next devices to execute it on, which count as running from now on} */
    List<String> startNext(int most, Instant now) {
        if (status != JobStatus.RUNNING) {
            return List.of();
        }
        List<String> next = runs.entrySet().stream()
                .filter(entry -> entry.getValue().status() == JobStatus.SCHEDULED)
                .map(Map.Entry::getKey)
                .limit(most)
                .toList();
        next.forEach(deviceId -> runs.computeIfPresent(deviceId, (id, run) -> noted(id, run.running(now))));
        return next;
    }

    void completed(String deviceId, @Nullable DeviceAnswer answer, Instant now) {
        endRun(deviceId, run -> run.completed(answer, now), now);
    }

    void failed(String deviceId, Failure why, Instant now) {
        endRun(deviceId, run -> run.failed(why, now), now);
    }

    /** {@return the job as back ends see it} */
    ObjectNode toDocument() {
        ObjectNode document =
                order.document().deepCopy().put("status", status.wireName()).put("createdTime", HubTime.text(created));
        if (ended != null) {
            document.put("endTime", HubTime.text(ended));
        }
        if (failureReason != null) {
            document.put("failureReason", failureReason);
        }
        document.putObject("deviceJobStatistics")
                .put("deviceCount", runs.size())
                .put("failedCount", count(JobStatus.FAILED))
                .put("succeededCount", count(JobStatus.COMPLETED))
                .put("runningCount", count(JobStatus.RUNNING))
                .put("pendingCount", count(JobStatus.SCHEDULED));
        return document;
    }

    void addRows(Map<String, ObjectNode> rows) {
        runs.forEach((deviceId, run) -> rows.put(order.jobId() + "/" + deviceId, run.row(deviceId, order)));
    }

    /** {@return the rows of the devices on which it has begun or ended since the last call} */
    List<ObjectNode> takeNews() {
        List<ObjectNode> rows = news.stream()
                .map(item -> item.run().row(item.deviceId(), order))
                .toList();
        news.clear();
        return rows;
    }

    private DeviceRun noted(String deviceId, DeviceRun run) {
        news.add(new News(deviceId, run));
        return run;
    }

    /** {@return the document to store} */
    ObjectNode toKept() {
        ObjectNode kept = toDocument();
        ObjectNode devices = kept.putObject(DEVICES);
        runs.forEach((deviceId, run) -> devices.set(deviceId, run.toDocument()));
        return kept;
    }

    /** {@return the stored job; devices whose execution had not ended wait again} */
    static Job fromKept(ObjectNode kept) {
        Instant created = Instant.parse(kept.required("createdTime").textValue());
        JobOrder order = JobOrder.read(kept.required("jobId").textValue(), kept, created);
        Job job =
                new Job(order, created, JobStatus.parse(kept.required("status").textValue()));
        job.failureReason = kept.path("failureReason").textValue();
        if (kept.has("endTime")) {
            job.ended = Instant.parse(kept.required("endTime").textValue());
        }
        kept.required(DEVICES).properties().forEach(entry -> {
            DeviceRun run = DeviceRun.fromDocument(entry.getValue());
            job.runs.put(entry.getKey(), run.status() == JobStatus.RUNNING ? DeviceRun.waiting(run.created()) : run);
        });
        return job;
    }

    /** An execution that has ended already, because the job was cancelled or timed out, stays unchanged. */
    private void endRun(String deviceId, UnaryOperator<DeviceRun> end, Instant now) {
        DeviceRun run = runs.get(deviceId);
        if (run != null && run.status() == JobStatus.RUNNING) {
            runs.put(deviceId, noted(deviceId, end.apply(run)));
            changed = true;
            endIfAllDid(now);
        }
    }

    private void endOpenRuns(UnaryOperator<DeviceRun> end) {
        runs.replaceAll((deviceId, run) -> run.status().isOver() ? run : noted(deviceId, end.apply(run)));
    }

    private void endIfAllDid(Instant now) {
        if (runs.values().stream().allMatch(run -> run.status().isOver())) {
            end(JobStatus.COMPLETED, now);
        }
    }

    private void end(JobStatus how, Instant now) {
        ended = now;
        enter(how);
    }

    private void enter(JobStatus next) {
        status = next;
        changed = true;
    }

    private long count(JobStatus which) {
        return runs.values().stream().filter(run -> run.status() == which).count();
    }
}
