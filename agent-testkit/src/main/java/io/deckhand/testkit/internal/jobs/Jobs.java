package io.deckhand.testkit.internal.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.jobs.DeviceRun.Failure;
import io.deckhand.testkit.internal.methods.DeviceAnswer;
import io.deckhand.testkit.internal.methods.DirectMethods;
import io.deckhand.testkit.internal.query.Query;
import io.deckhand.testkit.internal.store.StateStore;
import io.deckhand.testkit.internal.store.StateStore.Shelf;
import io.deckhand.testkit.internal.twin.DeviceTwins;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Jobs: a direct method call or a twin change for all devices that match a query when the job starts.
 *
 * <p>The number of concurrent jobs depends on the tier of the hub. They run on the core's timer, which starts a number
 * of devices in each sweep; no thread waits for a device. A job is stored when it is created, starts and ends, and its
 * devices' answers are stored in the next sweep: after a crash, devices whose answers were not stored are called again.
 */
public final class Jobs implements AutoCloseable {
    /** With ten sweeps per second, a thousand devices per second. */
    private static final int DEVICES_AT_A_LOOK = 100;

    private final StateStore store;
    private final Clock clock;
    private final DirectMethods methods;
    private final DeviceTwins twins;
    private final Function<Query, List<String>> devices;
    private final int mostAtOnce;
    private final TreeMap<String, Job> jobs = new TreeMap<>();
    private final List<Consumer<ObjectNode>> listeners = new CopyOnWriteArrayList<>();
    private boolean closed;

    /**
     * @param devices returns the devices that a query selects
     * @param mostAtOnce the limit of concurrent jobs
     */
    public Jobs(
            StateStore store,
            Clock clock,
            DirectMethods methods,
            DeviceTwins twins,
            Function<Query, List<String>> devices,
            int mostAtOnce) {
        this.store = store;
        this.clock = clock;
        this.methods = methods;
        this.twins = twins;
        this.devices = devices;
        this.mostAtOnce = mostAtOnce;
        store.load(Shelf.JOBS).forEach((id, kept) -> jobs.put(id, Job.fromKept(kept)));
    }

    /** Notifies a listener of the rows of devices on which a job begins or ends, from now on; it must not block. */
    public void addListener(Consumer<ObjectNode> listener) {
        listeners.add(listener);
    }

    /**
     * Creates a job.
     *
     * @return the current state of the job
     * @throws HubException for an invalid job (400, 413), an existing id (409003), or a job that would exceed the limit
     *     of concurrent jobs (403003)
     */
    public synchronized ObjectNode schedule(String jobId, ObjectNode body) {
        Instant now = clock.instant();
        Job job = new Job(JobOrder.read(jobId, body, now), now);
        if (jobs.containsKey(jobId)) {
            throw new HubException(HubError.JOB_ALREADY_EXISTS, "Job '" + jobId + "' exists already.");
        }
        List<String> underWay =
                underWay().stream().map(other -> other.order().jobId()).toList();
        if (job.status() == JobStatus.QUEUED && underWay.size() >= mostAtOnce) {
            throw new HubException(
                    HubError.JOB_QUOTA_EXCEEDED,
                    "'" + String.join("', '", underWay) + (underWay.size() == 1 ? "' is" : "' are")
                            + " running, and at most " + mostAtOnce
                            + " can run at a time. Wait until one ends, or cancel one.");
        }
        jobs.put(jobId, job);
        keep(job);
        return job.toDocument();
    }

    /**
     * {@return the current state of a job}
     *
     * @throws HubException with {@link HubError#JOB_NOT_FOUND}
     */
    public synchronized ObjectNode get(String jobId) {
        return find(jobId).toDocument();
    }

    /**
     * Cancels a job; an ended job stays unchanged. Calls already sent to devices are not revoked.
     *
     * @return the current state of the job
     * @throws HubException with {@link HubError#JOB_NOT_FOUND}
     */
    public synchronized ObjectNode cancel(String jobId) {
        Job job = find(jobId);
        job.cancel(clock.instant());
        keep(job);
        return job.toDocument();
    }

    /**
     * {@return the jobs by their ids}
     *
     * @param type the type of the jobs; null for all
     * @param status the status of the jobs; null for all
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} for an unknown type or status
     */
    public synchronized NavigableMap<String, ObjectNode> list(@Nullable String type, @Nullable String status) {
        String wantedType = type == null ? null : JobWork.checkedType(type);
        JobStatus wantedStatus = status == null ? null : JobStatus.parse(status);
        NavigableMap<String, ObjectNode> found = new TreeMap<>();
        jobs.forEach((id, job) -> {
            boolean typeFits = wantedType == null || job.order().work().type().equals(wantedType);
            if (typeFits && (wantedStatus == null || job.status() == wantedStatus)) {
                found.put(id, job.toDocument());
            }
        });
        return found;
    }

    /** {@return the rows of {@code devices.jobs}: each job's execution on each device} */
    public synchronized NavigableMap<String, ObjectNode> deviceRows() {
        NavigableMap<String, ObjectNode> rows = new TreeMap<>();
        jobs.values().forEach(job -> job.addRows(rows));
        return rows;
    }

    /** Executes what is due. The core calls it periodically, never concurrently. */
    public void sweep() {
        for (Job job : look()) {
            if (begins(job)) {
                begin(job, devices.apply(job.order().devices()));
            }
            startNext(job).forEach(deviceId -> run(job, deviceId));
        }
        keepChanged();
        takeNews().forEach(row -> listeners.forEach(listener -> listener.accept(row)));
    }

    private synchronized List<ObjectNode> takeNews() {
        return jobs.values().stream().flatMap(job -> job.takeNews().stream()).toList();
    }

    /** Ignores the answers of devices from now on; after a restart those devices are called again. */
    @Override
    public synchronized void close() {
        closed = true;
    }

    /** {@return the running jobs, and as many of those that have waited longest as may start} */
    private synchronized List<Job> look() {
        Instant now = clock.instant();
        jobs.values().removeIf(job -> {
            boolean forgotten = job.isForgottenBy(now);
            if (forgotten) {
                store.delete(Shelf.JOBS, job.order().jobId());
            }
            return forgotten;
        });
        jobs.values().forEach(job -> job.look(now));
        return underWay().stream().limit(mostAtOnce).toList();
    }

    private List<Job> underWay() {
        return jobs.values().stream()
                .filter(job -> job.status() == JobStatus.QUEUED || job.status() == JobStatus.RUNNING)
                .sorted(Comparator.comparing((Job job) -> job.status() != JobStatus.RUNNING)
                        .thenComparing(Job::due))
                .toList();
    }

    private synchronized boolean begins(Job job) {
        return job.status() == JobStatus.QUEUED;
    }

    private synchronized void begin(Job job, List<String> deviceIds) {
        if (job.status() == JobStatus.QUEUED) {
            job.begin(deviceIds, clock.instant());
            keep(job);
        }
    }

    private synchronized List<String> startNext(Job job) {
        return job.startNext(DEVICES_AT_A_LOOK, clock.instant());
    }

    private void run(Job job, String deviceId) {
        try {
            start(job.order().work(), deviceId)
                    .whenComplete((answer, failure) -> runEnded(job, deviceId, answer, failure));
        } catch (HubException e) {
            runEnded(job, deviceId, null, e);
        }
    }

    private CompletableFuture<@Nullable DeviceAnswer> start(JobWork work, String deviceId) {
        if (work instanceof JobWork.CallMethod call) {
            return methods.invoke(deviceId, call.request()).thenApply(answer -> answer);
        }
        JobWork.UpdateTwin update = (JobWork.UpdateTwin) work;
        twins.patch(deviceId, update.change(), update.ifMatch());
        return CompletableFuture.completedFuture(null);
    }

    private synchronized void runEnded(
            Job job, String deviceId, @Nullable DeviceAnswer answer, @Nullable Throwable failure) {
        if (closed) {
            return;
        }
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause == null) {
            job.completed(deviceId, answer, clock.instant());
        } else if (cause instanceof HubException refusal) {
            job.failed(deviceId, Failure.of(refusal), clock.instant());
        } else {
            job.failed(deviceId, new Failure(HubError.SERVER_ERROR.wireName(), "The hub failed."), clock.instant());
        }
    }

    private Job find(String jobId) {
        Job job = jobs.get(jobId);
        if (job == null) {
            throw new HubException(HubError.JOB_NOT_FOUND, "No job '" + jobId + "'.");
        }
        return job;
    }

    private synchronized void keepChanged() {
        jobs.values().stream().filter(Job::takeChanged).forEach(this::keep);
    }

    private void keep(Job job) {
        if (!closed) {
            store.save(Shelf.JOBS, job.order().jobId(), job.toKept());
        }
    }
}
