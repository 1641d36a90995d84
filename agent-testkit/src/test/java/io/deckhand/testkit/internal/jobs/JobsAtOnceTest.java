package io.deckhand.testkit.internal.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.microsoft.azure.sdk.iot.service.exceptions.IotHubTooManyDevicesException;
import com.microsoft.azure.sdk.iot.service.jobs.DirectMethodsJobOptions;
import com.microsoft.azure.sdk.iot.service.jobs.ScheduledJobStatus;
import com.microsoft.azure.sdk.iot.service.jobs.ScheduledJobsClient;
import io.deckhand.testkit.HubTier;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.fixture.ServiceClients;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.Test;

class JobsAtOnceTest {
    @Test
    void asManyJobsRunAtOnceAsTheTierAllows() throws Exception {
        try (LocalHub hub = LocalHub.builder().jobsAtOnce(2).start()) {
            hub.createDevice("offline");
            ScheduledJobsClient jobs = ServiceClients.jobs(hub);
            wait(jobs, "first");
            wait(jobs, "second");

            assertThat(catchThrowableOfType(IotHubTooManyDevicesException.class, () -> wait(jobs, "third")))
                    .hasMessageContaining("'first', 'second' are running, and at most 2 can run");
            await().until(() -> jobs.get("first").getJobStatus() == ScheduledJobStatus.running
                    && jobs.get("second").getJobStatus() == ScheduledJobStatus.running);
            jobs.cancel("first");
            wait(jobs, "third");
            await().until(() -> jobs.get("third").getJobStatus() == ScheduledJobStatus.running);
        }
    }

    @Test
    void tierS2RunsFiveAtOnce() throws Exception {
        try (LocalHub hub = LocalHub.builder().tier(HubTier.S2).start()) {
            hub.createDevice("offline");
            ScheduledJobsClient jobs = ServiceClients.jobs(hub);
            for (int i = 0; i < 5; i++) {
                wait(jobs, "job" + i);
            }

            assertThat(catchThrowableOfType(IotHubTooManyDevicesException.class, () -> wait(jobs, "job5")))
                    .hasMessageContaining("at most 5 can run");
        }
    }

    @Test
    void aNumberOfJobsThatNoTierHasIsRefused() {
        assertThatThrownBy(() -> LocalHub.builder().jobsAtOnce(0)).hasMessage("jobsAtOnce is 0; it must be 1 to 100.");
    }

    /** Orders a job that waits for a device which is not there. */
    private static void wait(ScheduledJobsClient jobs, String id) throws Exception {
        jobs.scheduleDirectMethod(
                id,
                "deviceId = 'offline'",
                "reboot",
                Date.from(Instant.now()),
                DirectMethodsJobOptions.builder()
                        .methodConnectTimeoutSeconds(300)
                        .methodResponseTimeoutSeconds(300)
                        .maxExecutionTimeSeconds(600)
                        .build());
    }
}
