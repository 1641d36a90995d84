package io.deckhand.testkit.internal.jobs;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import java.util.Arrays;
import java.util.Locale;

/** The status of a job, or of its execution on one device. */
public enum JobStatus {
    /** It waits for its start time, or a device for its turn. */
    SCHEDULED,
    /** Its start time has come, and it runs next. */
    QUEUED,
    RUNNING,
    COMPLETED,
    FAILED,
    CANCELLED;

    /**
     * {@return the status of this name, in any case}
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} for an unknown status; its message lists the known
     *     ones
     */
    public static JobStatus parse(String text) {
        return Arrays.stream(values())
                .filter(status -> status.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new HubException(
                        HubError.ARGUMENT_INVALID,
                        "jobStatus is '" + text
                                + "'; it must be scheduled, queued, running, completed, failed or cancelled."));
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isOver() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
}
