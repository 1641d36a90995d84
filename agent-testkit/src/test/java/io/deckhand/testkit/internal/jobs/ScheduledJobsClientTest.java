package io.deckhand.testkit.internal.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.microsoft.azure.sdk.iot.service.exceptions.IotHubBadFormatException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubConflictException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubNotFoundException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubTooManyDevicesException;
import com.microsoft.azure.sdk.iot.service.jobs.DirectMethodsJobOptions;
import com.microsoft.azure.sdk.iot.service.jobs.ScheduledJob;
import com.microsoft.azure.sdk.iot.service.jobs.ScheduledJobStatus;
import com.microsoft.azure.sdk.iot.service.jobs.ScheduledJobType;
import com.microsoft.azure.sdk.iot.service.jobs.ScheduledJobsClient;
import com.microsoft.azure.sdk.iot.service.query.JobQueryResponse;
import com.microsoft.azure.sdk.iot.service.query.QueryPageOptions;
import com.microsoft.azure.sdk.iot.service.twin.Twin;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.fixture.MovableClock;
import io.deckhand.testkit.fixture.PahoDevice;
import io.deckhand.testkit.fixture.PlainHttp;
import io.deckhand.testkit.fixture.ServiceClients;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The unmodified {@code ScheduledJobsClient} against the hub, of whose jobs one runs at a time. */
@ResourceLock("the hub of ScheduledJobsClientTest")
class ScheduledJobsClientTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final MovableClock CLOCK = new MovableClock();
    private static final LocalHub hub = LocalHub.builder().clock(CLOCK).start();

    private final ScheduledJobsClient jobs = ServiceClients.jobs(hub);
    private final String prefix;

    ScheduledJobsClientTest(TestInfo test) {
        prefix = test.getTestMethod().orElseThrow().getName();
    }

    @AfterEach
    void endJobs() throws Exception {
        CLOCK.forward(Duration.ZERO);
        for (ScheduledJob job : all(jobs.query((ScheduledJobType) null, null))) {
            jobs.cancel(job.getJobId());
        }
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void aMethodIsCalledOnTheDevicesOfTheConditionAndEachResultIsKept() throws Exception {
        HubDevice first = tagged("first");
        HubDevice second = tagged("second");
        HubDevice offline = tagged("offline");
        hub.createDevice(prefix + "-other");
        try (PahoDevice one = takingMethods(first);
                PahoDevice other = takingMethods(second)) {
            ScheduledJob ordered = jobs.scheduleDirectMethod("reboot", condition(), "reboot", now(), options(0));
            assertThat(ordered.getJobStatus()).isEqualTo(ScheduledJobStatus.queued);
            answer(one, 200, "{\"after\":\"noon\"}");
            answer(other, 501, "\"busy\"");

            ScheduledJob job = ended("reboot", ScheduledJobStatus.completed);
            assertThat(job.getJobType()).isEqualTo(ScheduledJobType.scheduleDeviceMethod);
            assertThat(job.getQueryCondition()).isEqualTo(condition());
            assertThat(job.getMaxExecutionTimeInSeconds()).isEqualTo(60);
            assertThat(job.getEndTime()).isAfterOrEqualTo(job.getCreatedTime());
            assertThat(job.getJobStatistics())
                    .hasFieldOrPropertyWithValue("deviceCount", 3)
                    .hasFieldOrPropertyWithValue("succeededCount", 2)
                    .hasFieldOrPropertyWithValue("failedCount", 1)
                    .hasFieldOrPropertyWithValue("runningCount", 0)
                    .hasFieldOrPropertyWithValue("pendingCount", 0);
        }
        assertThat(results("reboot"))
                .extracting(ScheduledJob::getDeviceId, ScheduledJob::getJobStatus)
                .containsExactly(
                        tuple(first.deviceId(), ScheduledJobStatus.completed),
                        tuple(offline.deviceId(), ScheduledJobStatus.failed),
                        tuple(second.deviceId(), ScheduledJobStatus.completed));
        assertThat(results("reboot").get(0).getOutcomeResult().getStatus()).isEqualTo(200);
        assertThat(results("reboot").get(0).getOutcomeResult().getPayloadAsJsonElement())
                .hasToString("{\"after\":\"noon\"}");
        assertThat(results("reboot").get(1).getError()).contains("DeviceNotOnline");
        assertThat(results("reboot").get(2).getOutcomeResult().getStatus()).isEqualTo(501);
        assertThat(all(jobs.query("SELECT * FROM devices.jobs WHERE devices.jobs.jobId = 'reboot'"
                        + " AND devices.jobs.status = 'failed'")))
                .singleElement()
                .extracting(ScheduledJob::getDeviceId)
                .isEqualTo(offline.deviceId());
    }

    @Test
    void theTwinsOfTheDevicesOfTheConditionAreChanged() throws Exception {
        HubDevice connected = tagged("connected");
        HubDevice offline = tagged("offline");
        try (PahoDevice paho = PahoDevice.of(hub, connected)) {
            paho.connect();
            paho.client().subscribe("$iothub/twin/PATCH/properties/desired/#", 0);
            Twin change = new Twin();
            change.getTags().put("floor", 3);
            change.getDesiredProperties().put("interval", 10);

            jobs.scheduleUpdateTwin("interval", condition(), change, now(), 60);

            assertThat(paho.next().body()).isEqualTo("{\"interval\":10,\"$version\":2}");
        }
        assertThat(ended("interval", ScheduledJobStatus.completed)
                        .getUpdateTwin()
                        .getTags())
                .containsKey("floor");
        assertThat(offline.desired()).isEqualTo("{\"interval\":10,\"$version\":2}");
        assertThat(offline.twin()).contains("\"floor\":3").contains("\"test\":\"" + prefix);
        assertThat(results("interval"))
                .hasSize(2)
                .allMatch(part -> part.getJobStatus() == ScheduledJobStatus.completed);
    }

    @Test
    void aJobWaitsForItsStartTimeAndTakesTheDevicesThatThereAreThen() throws Exception {
        Twin change = new Twin();
        change.getDesiredProperties().put("night", true);
        Instant inTenMinutes = CLOCK.instant().plusSeconds(600);

        ScheduledJob ordered = jobs.scheduleUpdateTwin("night", condition(), change, Date.from(inTenMinutes), 60);
        HubDevice late = tagged("late");

        assertThat(ordered.getJobStatus()).isEqualTo(ScheduledJobStatus.scheduled);
        assertThat(jobs.get("night").getStartTime()).isEqualTo(Date.from(inTenMinutes));
        // One that starts at once passes it by, so the first was looked at and left alone.
        jobs.scheduleUpdateTwin("meanwhile", "deviceId = 'nobody'", change, now(), 60);
        ended("meanwhile", ScheduledJobStatus.completed);
        assertThat(late.desired()).doesNotContain("night");

        CLOCK.forward(Duration.ofMinutes(10));

        ended("night", ScheduledJobStatus.completed);
        assertThat(late.desired()).contains("\"night\":true");
    }

    @Test
    void devicesThatDidNothingInTimeFailAndTheJobIsOver() throws Exception {
        tagged("silent");
        jobs.scheduleDirectMethod("brief", condition(), "reboot", now(), options(300));
        awaitStatus("brief", ScheduledJobStatus.running);

        CLOCK.forward(Duration.ofSeconds(61));

        assertThat(ended("brief", ScheduledJobStatus.completed)
                        .getJobStatistics()
                        .getFailedCount())
                .isEqualTo(1);
        assertThat(results("brief").get(0).getError()).contains("JobRunPreconditionFailed");
    }

    @Test
    void aCancelledJobCallsNobodyAnyMore() throws Exception {
        HubDevice late = tagged("late");
        Date later = Date.from(CLOCK.instant().plusSeconds(60));
        jobs.scheduleDirectMethod("ahead", condition(), "reboot", later, options(0));
        jobs.scheduleDirectMethod("under-way", condition(), "reboot", now(), options(300));
        awaitStatus("under-way", ScheduledJobStatus.running);

        assertThat(jobs.cancel("ahead").getJobStatus()).isEqualTo(ScheduledJobStatus.cancelled);
        assertThat(jobs.cancel("under-way").getJobStatus()).isEqualTo(ScheduledJobStatus.cancelled);

        assertThat(results("under-way"))
                .singleElement()
                .extracting(ScheduledJob::getJobStatus)
                .isEqualTo(ScheduledJobStatus.cancelled);
        CLOCK.forward(Duration.ofMinutes(2));
        jobs.scheduleUpdateTwin("afterwards", "deviceId = 'nobody'", new Twin(), now(), 60);
        ended("afterwards", ScheduledJobStatus.completed);
        assertThat(jobs.get("ahead").getJobStatus()).isEqualTo(ScheduledJobStatus.cancelled);
        assertThat(results("ahead")).isEmpty();
        assertThat(late.isConnected()).isFalse();
    }

    @Test
    void aJobGoesOnAfterARestart() throws Exception {
        HubDevice device = tagged("late");
        jobs.scheduleDirectMethod("patient", condition(), "reboot", now(), options(300));
        awaitStatus("patient", ScheduledJobStatus.running);

        hub.restart();

        try (PahoDevice paho = takingMethods(device)) {
            answer(paho, 200, "1");
            ended("patient", ScheduledJobStatus.completed);
        }
        assertThat(results("patient").get(0).getOutcomeResult().getStatus()).isEqualTo(200);
    }

    @Test
    void jobsAreListedByTypeAndStatusAndInPages() throws Exception {
        for (int i = 0; i < 3; i++) {
            Date later = Date.from(CLOCK.instant().plusSeconds(600));
            jobs.scheduleUpdateTwin("listed-" + i, condition(), new Twin(), later, 60);
            jobs.scheduleDirectMethod("listed-method-" + i, condition(), "reboot", later, options(0));
        }
        jobs.cancel("listed-1");

        assertThat(ids(jobs.query(ScheduledJobType.scheduleUpdateTwin, ScheduledJobStatus.scheduled)))
                .containsExactly("listed-0", "listed-2");
        QueryPageOptions two = QueryPageOptions.builder().pageSize(2).build();
        JobQueryResponse paged = jobs.query(null, ScheduledJobStatus.scheduled, two);
        assertThat(paged.getContinuationToken()).isNotNull();
        assertThat(ids(paged))
                .containsExactly("listed-0", "listed-2", "listed-method-0", "listed-method-1", "listed-method-2");
    }

    @Test
    void whatTheHubDoesNotTakeIsAnExceptionOfItsKind() throws Exception {
        tagged("silent");
        jobs.scheduleDirectMethod("running", condition(), "reboot", now(), options(300));

        assertThatThrownBy(() -> jobs.scheduleDirectMethod("second", condition(), "reboot", now(), options(0)))
                .isInstanceOf(IotHubTooManyDevicesException.class)
                .hasMessageContaining("JobQuotaExceeded")
                .hasMessageContaining("'running' is running, and at most 1");
        assertThatThrownBy(() -> jobs.scheduleUpdateTwin("running", condition(), new Twin(), now(), 60))
                .isInstanceOf(IotHubConflictException.class);
        assertThatThrownBy(() -> jobs.get("nothing"))
                .isInstanceOf(IotHubNotFoundException.class)
                .hasMessageContaining("JobNotFound");
        assertThatThrownBy(() -> jobs.cancel("nothing")).isInstanceOf(IotHubNotFoundException.class);
        assertThatThrownBy(() -> jobs.scheduleUpdateTwin("wrong", "tags.a =", new Twin(), now(), 60))
                .isInstanceOf(IotHubBadFormatException.class)
                .hasMessageContaining("position 9");
        assertThatThrownBy(() -> jobs.scheduleUpdateTwin("no~id", condition(), new Twin(), now(), 60))
                .isInstanceOf(IotHubBadFormatException.class);
    }

    @Test
    void aJobIsForgottenThirtyDaysAfterItsEnd() throws Exception {
        jobs.scheduleUpdateTwin("old", "deviceId = 'nobody'", new Twin(), now(), 60);
        ended("old", ScheduledJobStatus.completed);
        String key = PahoDevice.keyIn(hub.serviceConnectionString());
        Instant far = CLOCK.instant().plus(Duration.ofDays(40));
        PlainHttp http = new PlainHttp(hub, PahoDevice.token(hub.hostName(), key, "&skn=service", far));
        CLOCK.forward(Duration.ofDays(29));
        assertThat(http.get("/jobs/v2/old").statusCode()).isEqualTo(200);

        CLOCK.forward(Duration.ofDays(31));

        await().atMost(SOON)
                .until(
                        () -> http.get("/jobs/v2/old").headers().map(),
                        headers -> headers.getOrDefault("iothub-errorcode", List.of())
                                .contains("JobNotFound"));
    }

    private HubDevice tagged(String name) {
        HubDevice device = hub.createDevice(prefix + "-" + name);
        device.patchTags("{\"test\":\"" + prefix + "\"}");
        return device;
    }

    private String condition() {
        return "tags.test = '" + prefix + "'";
    }

    private static Date now() {
        return Date.from(CLOCK.instant());
    }

    private static DirectMethodsJobOptions options(int connectTimeoutSeconds) {
        return DirectMethodsJobOptions.builder()
                .payload(Map.of("delay", 1))
                .methodConnectTimeoutSeconds(connectTimeoutSeconds)
                .maxExecutionTimeSeconds(60)
                .build();
    }

    private static PahoDevice takingMethods(HubDevice device) throws Exception {
        PahoDevice paho = PahoDevice.of(hub, device);
        paho.connect();
        paho.client().subscribe("$iothub/methods/POST/#", 0);
        return paho;
    }

    private static void answer(PahoDevice paho, int status, String payload) throws Exception {
        PahoDevice.Received call = paho.next();
        assertThat(call.topic()).startsWith("$iothub/methods/POST/reboot/?$rid=");
        assertThat(call.body()).isEqualTo("{\"delay\":1}");
        String requestId = call.topic().substring(call.topic().indexOf("$rid="));
        paho.publish("$iothub/methods/res/" + status + "/?" + requestId, payload, 0);
    }

    private ScheduledJob ended(String jobId, ScheduledJobStatus status) throws Exception {
        awaitStatus(jobId, status);
        return jobs.get(jobId);
    }

    private void awaitStatus(String jobId, ScheduledJobStatus status) {
        await().atMost(SOON).until(() -> jobs.get(jobId).getJobStatus() == status);
    }

    private List<ScheduledJob> results(String jobId) throws Exception {
        return all(jobs.query("SELECT * FROM devices.jobs WHERE devices.jobs.jobId = '" + jobId + "'"));
    }

    private static List<String> ids(JobQueryResponse response) throws Exception {
        return all(response).stream().map(ScheduledJob::getJobId).toList();
    }

    private static List<ScheduledJob> all(JobQueryResponse response) throws Exception {
        List<ScheduledJob> found = new ArrayList<>();
        while (response.hasNext()) {
            found.add(response.next());
        }
        return found;
    }
}
