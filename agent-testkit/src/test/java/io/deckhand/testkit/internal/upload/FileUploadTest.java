package io.deckhand.testkit.internal.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.FileUploadCompletionNotification;
import com.microsoft.azure.sdk.iot.device.FileUploadSasUriRequest;
import com.microsoft.azure.sdk.iot.device.FileUploadSasUriResponse;
import com.microsoft.azure.sdk.iot.service.messaging.FileUploadNotification;
import com.microsoft.azure.sdk.iot.service.messaging.FileUploadNotificationProcessorClient;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.UploadedFile;
import io.deckhand.testkit.fixture.HubFixture;
import io.deckhand.testkit.fixture.PlainHttp;
import io.deckhand.testkit.fixture.ServiceClients;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Uploads of files: the unmodified device and service clients, and block blobs as the storage SDKs put them. */
@LocalHubTest
class FileUploadTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalHub hub;
    private final HubDevice device;
    private final HttpClient http;

    FileUploadTest(LocalHub hub, HubDevice device) {
        this.hub = hub;
        this.device = device;
        http = HttpClient.newBuilder().sslContext(hub.sslContext()).build();
    }

    @Test
    void aFileIsUploadedAndABackEndHearsOfIt() throws Exception {
        byte[] content = random(3_000_000);
        Queue<FileUploadNotification> heard = new ConcurrentLinkedQueue<>();
        FileUploadNotificationProcessorClient back = ServiceClients.uploads(hub, heard);
        back.start();
        DeviceClient client = HubFixture.client(hub, device.connectionString());
        client.open(false);

        FileUploadSasUriResponse slot = client.getFileUploadSasUri(new FileUploadSasUriRequest("logs/boot.bin"));
        assertThat(put(slot.getBlobUri(), content, "x-ms-blob-type", "BlockBlob", "x-ms-meta-Kind", "boot")
                        .statusCode())
                .isEqualTo(201);
        client.completeFileUpload(new FileUploadCompletionNotification(slot.getCorrelationId(), true, 201, "done"));

        assertThat(device.uploadedFiles()).singleElement().satisfies(file -> {
            assertThat(file.name()).isEqualTo("logs/boot.bin");
            assertThat(file.content()).isEqualTo(content);
            assertThat(file.metadata()).isEqualTo(Map.of("kind", "boot"));
        });
        await().until(() -> heard.stream().anyMatch(this::isOfThisDevice));
        FileUploadNotification notification =
                heard.stream().filter(this::isOfThisDevice).findFirst().orElseThrow();
        assertThat(notification.getBlobName()).isEqualTo(device.deviceId() + "/logs/boot.bin");
        assertThat(notification.getBlobSizeInBytes()).isEqualTo(content.length);
        client.close();
        back.stop();
    }

    @Test
    void aFileComesInBlocksOfWhichTheListMakesABlob() throws Exception {
        JsonNode slot = begin("large.bin");
        byte[] first = random(300_000);
        byte[] second = random(200_000);
        assertThat(put(uri(slot, "&comp=block&blockid=" + id("b")), second).statusCode())
                .isEqualTo(201);
        assertThat(put(uri(slot, "&comp=block&blockid=" + id("a")), first).statusCode())
                .isEqualTo(201);
        assertThat(device.uploadedFiles()).isEmpty();
        assertThat(get(uri(slot, "&comp=blocklist&blocklisttype=uncommitted")))
                .contains("<Name>YQ==</Name><Size>300000</Size>");

        String list = "<?xml version=\"1.0\"?><BlockList><Latest>YQ==</Latest><Latest>Yg==</Latest></BlockList>";
        assertThat(put(uri(slot, "&comp=blocklist"), list.getBytes(StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(201);

        byte[] whole = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, whole, first.length, second.length);
        assertThat(device.uploadedFiles()).extracting(UploadedFile::content).containsExactly(whole);
    }

    @Test
    void aListOfBlocksThatDidNotComeIsRefused() throws Exception {
        JsonNode slot = begin("x");
        String list = "<BlockList><Latest>YQ==</Latest></BlockList>";

        assertThat(put(uri(slot, "&comp=blocklist"), list.getBytes(StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(400);
        assertThat(device.uploadedFiles()).isEmpty();
    }

    @Test
    void aSignatureIsGoodForItsBlobOnly() throws Exception {
        JsonNode slot = begin("mine");
        String uri = uri(slot, "").toString();

        assertThat(put(URI.create(uri.replace("/mine?", "/other?")), new byte[1])
                        .statusCode())
                .isEqualTo(403);
        assertThat(put(URI.create(uri.replaceAll("\\?.*", "")), new byte[1]).statusCode())
                .isEqualTo(403);
        assertThat(put(URI.create(uri.replace("sig=", "sig=A")), new byte[1]).statusCode())
                .isEqualTo(403);
        assertThat(device.uploadedFiles()).isEmpty();
    }

    @Test
    void aBodyThatIsNotThatOfItsMd5IsRefused() throws Exception {
        JsonNode slot = begin("damaged");
        byte[] content = random(100_000);
        String md5 = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("MD5").digest(content));
        String block = "&comp=block&blockid=" + id("a");

        assertThat(put(uri(slot, block), random(99_999), "Content-MD5", md5).body())
                .contains("<Code>Md5Mismatch</Code>");
        assertThat(put(uri(slot, block), content, "Content-MD5", md5).statusCode())
                .isEqualTo(201);
    }

    @Test
    void anUploadIsCompletedOnceAndByItsDevice() throws Exception {
        HubDevice other = hub.createDevice("other-uploader");
        String id = begin("x").path("correlationId").asText();
        String body = "{\"correlationId\":\"" + id + "\",\"isSuccess\":false,\"statusCode\":500}";

        assertThat(complete(other, body, "")).isEqualTo(400);
        assertThat(complete(device, body, "")).isEqualTo(204);
        assertThat(complete(device, body, "")).isEqualTo(400);
        assertThat(complete(
                        device,
                        "{\"isSuccess\":true}",
                        "/" + begin("y").path("correlationId").asText()))
                .isEqualTo(204);
    }

    @Test
    void anEleventhUploadAtATimeIsOneTooMany() throws Exception {
        for (int i = 0; i < 10; i++) {
            begin("file" + i);
        }

        HttpResponse<String> refused = ask("eleven");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("DeviceMaximumActiveFileUploadLimitExceeded");
    }

    private boolean isOfThisDevice(FileUploadNotification notification) {
        return notification.getDeviceId().equals(device.deviceId());
    }

    private JsonNode begin(String name) throws Exception {
        return JSON.readTree(ask(name).body());
    }

    private HttpResponse<String> ask(String name) throws Exception {
        String path = "/devices/" + device.deviceId() + "/files?api-version=2021-04-12";
        return PlainHttp.of(hub, device).send("POST", path, "{\"blobName\":\"" + name + "\"}");
    }

    private int complete(HubDevice by, String body, String more) throws Exception {
        String path = "/devices/" + by.deviceId() + "/files/notifications" + more;
        return PlainHttp.of(hub, by).send("POST", path, body).statusCode();
    }

    private static URI uri(JsonNode slot, String more) {
        return URI.create("https://" + slot.path("hostName").asText() + "/"
                + slot.path("containerName").asText() + "/"
                + slot.path("blobName").asText()
                + slot.path("sasToken").asText() + more);
    }

    private HttpResponse<String> put(URI uri, byte[] content, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).PUT(BodyPublishers.ofByteArray(content));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private String get(URI uri) throws Exception {
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    private static String id(String text) {
        return Base64.getEncoder()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8))
                .replace("=", "%3D");
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(7).nextBytes(bytes);
        return bytes;
    }
}
