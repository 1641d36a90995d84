package io.deckhand.testkit.internal.https;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.blob.BlobContainers;
import io.deckhand.testkit.internal.upload.FileUploads;
import io.deckhand.testkit.internal.upload.UploadSlot;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/** A device's two calls for a file: where to upload it, and that it has. */
final class HttpUploads {
    private final FileUploads uploads;
    private final int port;

    HttpUploads(FileUploads uploads, int port) {
        this.uploads = uploads;
        this.port = port;
    }

    FullHttpResponse begin(String deviceId, FullHttpRequest http) {
        UploadSlot slot = uploads.begin(deviceId, body(http).path("blobName").asText(""));
        ObjectNode answer = Json.object()
                .put("correlationId", slot.correlationId())
                .put("hostName", uploads.storage().host(port))
                .put("containerName", BlobContainers.UPLOADS)
                .put("blobName", slot.blobName())
                .put("sasToken", slot.sasToken());
        FullHttpResponse response = HttpCloudMessage.response(HttpResponseStatus.OK, Json.bytes(answer));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json; charset=utf-8");
        return response;
    }

    /** @param inPath the correlation id where the path names it, or empty */
    FullHttpResponse complete(String deviceId, String inPath, FullHttpRequest http) {
        ObjectNode body = body(http);
        String correlationId = body.path("correlationId").asText(inPath);
        if (!body.path("isSuccess").isBoolean()) {
            throw new HubException(HubError.ARGUMENT_INVALID, "'isSuccess' must be true or false.");
        }
        uploads.complete(deviceId, correlationId, body.path("isSuccess").booleanValue());
        return HttpCloudMessage.none();
    }

    private static ObjectNode body(FullHttpRequest http) {
        return Json.parseObject(http.content().toString(StandardCharsets.UTF_8));
    }
}
