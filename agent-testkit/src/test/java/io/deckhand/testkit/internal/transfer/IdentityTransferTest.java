package io.deckhand.testkit.internal.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubBadFormatException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubNotFoundException;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;
import com.microsoft.azure.sdk.iot.service.registry.RegistryJob;
import com.microsoft.azure.sdk.iot.service.registry.RegistryJob.JobStatus;
import com.microsoft.azure.sdk.iot.service.registry.RegistryJob.JobType;
import com.microsoft.azure.sdk.iot.service.registry.StorageAuthenticationType;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.fixture.PlainHttp;
import io.deckhand.testkit.fixture.ServiceClients;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The unmodified {@code RegistryClient} imports and exports identities through the hub's own blobs. */
class IdentityTransferTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "dGhpcyBpcyBub3QgYSByZWFsIGtleQ==";

    private LocalHub hub;
    private RegistryClient registry;
    private HttpClient http;
    private URI container;

    @BeforeEach
    void start() {
        hub = LocalHub.start();
        registry = ServiceClients.registry(hub);
        http = HttpClient.newBuilder().sslContext(hub.sslContext()).build();
        container = hub.blobContainer("identities");
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void anExportIsImportedAgainWithKeysAndTwins() throws Exception {
        HubDevice fan = hub.createDevice("fan");
        fan.createModule("filter");
        fan.patchDesired("{\"speed\":3}");
        String connectionString = fan.connectionString();

        RegistryJob exported = awaitEnd(registry.exportDevices(container.toString(), false));

        assertThat(exported.getStatus()).isEqualTo(JobStatus.COMPLETED);
        assertThat(exported.getType()).isEqualTo(JobType.EXPORT);
        assertThat(exported.getProgress()).isEqualTo(100);
        assertThat(exported.getEndTimeUtc()).isNotNull();
        assertThat(exported.getOutputBlobContainerUri()).doesNotContain("sig=").endsWith("/identities");
        List<JsonNode> lines = lines("devices.txt");
        assertThat(lines).extracting(line -> line.path("id").asText()).containsExactly("fan", "fan");
        assertThat(lines.get(0).at("/authentication/symmetricKey/primaryKey").asText())
                .isNotEmpty()
                .satisfies(key -> assertThat(connectionString).endsWith(key));
        assertThat(lines.get(0).at("/properties/desired/speed").asInt()).isEqualTo(3);
        assertThat(lines.get(1).path("moduleId").asText()).isEqualTo("filter");

        fan.delete();
        RegistryJob imported = awaitEnd(registry.importDevices(container.toString(), container.toString()));

        assertThat(imported.getStatus()).isEqualTo(JobStatus.COMPLETED);
        assertThat(read("importErrors.log").body()).isEmpty();
        assertThat(hub.device("fan").connectionString()).isEqualTo(connectionString);
        assertThat(hub.device("fan").desired()).startsWith("{\"speed\":3,");
        assertThat(registry.getModule("fan", "filter").getId()).isEqualTo("filter");
    }

    @Test
    void anExportWithoutKeysHasNone() throws Exception {
        hub.createDevice("fan");

        awaitEnd(registry.exportDevices(container.toString(), true));

        JsonNode line = lines("devices.txt").get(0);
        assertThat(line.at("/authentication/type").asText()).isEqualTo("sas");
        assertThat(line.at("/authentication/symmetricKey/primaryKey").isNull()).isTrue();
    }

    @Test
    void eachLineSaysWhatToDoAndErrorsAreLogged() throws Exception {
        hub.createDevice("old");
        hub.createDevice("kept").patchDesired("{\"a\":1}");
        hub.createDevice("gone");
        write("devices.txt", """
                {"id":"new","importMode":"create","tags":{"floor":2},"authentication":{"symmetricKey":{"primaryKey":"%s","secondaryKey":"%s"}}}
                {"id":"old","importMode":"create"}
                {"id":"old","status":"disabled","statusReason":"sold"}
                {"id":"kept","importMode":"updateIfMatchETag","eTag":"wrong","status":"disabled"}
                {"id":"kept","importMode":"createOrUpdateIfMatchETag","eTag":"wrong","status":"disabled"}
                {"id":"gone","importMode":"delete"}
                {"id":"nobody","importMode":"update"}
                {"id":"kept","importMode":"replace"}
                not json, with a %s
                """.formatted(KEY, KEY, KEY));

        RegistryJob job = awaitEnd(registry.importDevices(container.toString(), container.toString()));

        assertThat(job.getStatus()).isEqualTo(JobStatus.COMPLETED);
        assertThat(hub.device("new").connectionString()).endsWith(KEY);
        assertThat(JSON.readTree(hub.device("new").twin()).at("/tags/floor").asInt())
                .isEqualTo(2);
        assertThat(registry.getDevice("old").getStatusReason()).isEqualTo("sold");
        assertThat(registry.getDevice("kept").getStatus().toString()).isEqualToIgnoringCase("enabled");
        assertThat(hub.device("kept").desired()).contains("\"a\":1");
        assertThatThrownBy(() -> hub.device("gone")).hasMessageContaining("No device 'gone'");
        List<JsonNode> errors = lines("importErrors.log");
        assertThat(errors)
                .extracting(error -> error.path("errorCode").asInt())
                .containsExactly(409_001, 412_001, 412_001, 404_001, 400_004, 400_012);
        assertThat(errors.get(0).path("deviceId").asText()).isEqualTo("old");
        assertThat(errors.get(5).path("errorStatus").asText())
                .startsWith("Invalid device format in line 9")
                .doesNotContain(KEY);
    }

    @Test
    void aContainerThatTheSignatureDoesNotOpenIsRefused() throws Exception {
        String unsigned = container.toString().replaceAll("\\?.*", "");
        String readOnly = container.toString().replace("sp=racwdl", "sp=r");

        for (String uri : List.of(unsigned, readOnly, "https://elsewhere.example/x?sig=secret", "no uri{}")) {
            assertThat(catchThrowableOfType(IotHubBadFormatException.class, () -> registry.exportDevices(uri, false)))
                    .as(uri)
                    .hasMessageContaining("BlobContainerValidationError")
                    .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("secret"));
        }
        assertThat(catchThrowableOfType(
                        IotHubBadFormatException.class,
                        () -> registry.importDevices(container.toString(), container.toString())))
                .hasMessageContaining("it has no 'devices.txt'");
    }

    @Test
    void theIdentityOfTheHubMayTakeThePlaceOfASignature() throws Exception {
        hub.createDevice("fan");
        String unsigned = container.toString().replaceAll("\\?.*", "");

        RegistryJob job = awaitEnd(registry.exportDevices(
                RegistryJob.createForExportJob(unsigned, false, StorageAuthenticationType.IDENTITY)));

        assertThat(job.getStatus()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job.getStorageAuthenticationType()).isEqualTo(StorageAuthenticationType.IDENTITY);
        assertThat(lines("devices.txt")).hasSize(1);
    }

    @Test
    void jobsAreListedAndRemainWhenTheHubRestarts() throws Exception {
        String id =
                awaitEnd(registry.exportDevices(container.toString(), false)).getJobId();
        hub.restart();

        PlainHttp owner = PlainHttp.ofOwner(hub);
        assertThat(JSON.readTree(owner.get("/jobs?api-version=2021-04-12").body()))
                .singleElement()
                .satisfies(job -> assertThat(job.path("jobId").asText()).isEqualTo(id));
        assertThat(owner.send("DELETE", "/jobs/" + id, "").statusCode()).isEqualTo(204);
        assertThat(registry.getJob(id).getStatus()).isEqualTo(JobStatus.COMPLETED);
        assertThat(catchThrowableOfType(IotHubNotFoundException.class, () -> registry.getJob("none")))
                .isNotNull();
        assertThat(awaitEnd(registry.exportDevices(container.toString(), false)).getStatus())
                .isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void theBlobsOfAContainerAreListedReadAndDeleted() throws Exception {
        write("a/b & c.txt", "hello");
        write("d.txt", "x");

        URI list = URI.create(container + "&restype=container&comp=list&prefix=a");
        assertThat(send(HttpRequest.newBuilder(list)).body())
                .contains("<Name>a/b &amp; c.txt</Name>", "<Content-Length>5</Content-Length>")
                .doesNotContain("d.txt");
        HttpResponse<String> part =
                send(HttpRequest.newBuilder(blob("a/b & c.txt")).header("x-ms-range", "bytes=1-3"));
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("ell");
        assertThat(part.headers().firstValue("Content-Range")).contains("bytes 1-3/5");
        assertThat(send(HttpRequest.newBuilder(blob("d.txt")).header("Range", "bytes=7-"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(send(HttpRequest.newBuilder(blob("d.txt")).DELETE()).statusCode())
                .isEqualTo(202);
        assertThat(read("d.txt").statusCode()).isEqualTo(404);
        URI other = URI.create(blob("d.txt").toString().replace("/identities/", "/others/"));
        assertThat(send(HttpRequest.newBuilder(other)).statusCode()).isEqualTo(403);
        assertThatThrownBy(() -> hub.blobContainer("Not a name"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 to 63 of a-z");
    }

    private RegistryJob awaitEnd(RegistryJob job) throws Exception {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> List.of(JobStatus.COMPLETED, JobStatus.FAILED)
                        .contains(registry.getJob(job.getJobId()).getStatus()));
        return registry.getJob(job.getJobId());
    }

    private List<JsonNode> lines(String blob) throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : read(blob).body().lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    private HttpResponse<String> read(String blob) throws Exception {
        return send(HttpRequest.newBuilder(blob(blob)));
    }

    private void write(String blob, String content) throws Exception {
        HttpRequest.Builder put = HttpRequest.newBuilder(blob(blob))
                .header("x-ms-blob-type", "BlockBlob")
                .PUT(BodyPublishers.ofString(content));
        assertThat(send(put).statusCode()).isEqualTo(201);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private URI blob(String name) {
        String encoded = name.replace(" ", "%20").replace("&", "%26");
        return URI.create(container.toString().replace("?", "/" + encoded + "?"));
    }
}
