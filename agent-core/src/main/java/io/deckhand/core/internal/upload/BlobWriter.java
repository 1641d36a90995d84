package io.deckhand.core.internal.upload;

import io.deckhand.UploadOptions;
import io.deckhand.core.internal.https.HttpsAnswer;
import io.deckhand.core.internal.https.HttpsCaller;
import io.deckhand.core.internal.https.HttpsRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes a block blob of Azure Storage: its blocks in any order and as often as needed, then the list that commits
 * them.
 */
final class BlobWriter {
    private static final String VERSION = "2019-12-12"; // the first whose blocks may be larger than 100 MiB

    private final HttpsCaller caller;

    BlobWriter(HttpsCaller caller) {
        this.caller = caller;
    }

    void putBlock(Place place, Blocks blocks) throws IOException {
        HttpsRequest request = new HttpsRequest(
                "PUT",
                place.uri("&comp=block&blockid=" + Place.encoded(blocks.id())),
                Map.of("x-ms-version", VERSION, "Content-Type", "application/octet-stream"),
                blocks.bytes(),
                blocks.length());
        send(blocks.blockMd5().map(md5 -> request.with("Content-MD5", md5)).orElse(request));
    }

    void putBlockList(Place place, Blocks blocks, Blocks.Digests digests, UploadOptions options) throws IOException {
        StringBuilder list = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>");
        blocks.ids().forEach(id -> list.append("<Uncommitted>").append(id).append("</Uncommitted>"));
        byte[] body = list.append("</BlockList>").toString().getBytes(StandardCharsets.UTF_8);
        HttpsRequest request = HttpsRequest.of("PUT", place.uri("&comp=blocklist"), body)
                .with("x-ms-version", VERSION)
                .with("Content-Type", "application/xml")
                .with("x-ms-blob-content-type", options.contentType())
                .with("x-ms-meta-sha256", digests.sha256());
        if (digests.md5().isPresent()) {
            request = request.with("x-ms-blob-content-md5", digests.md5().get());
        }
        for (Map.Entry<String, String> entry : options.metadata().entrySet()) {
            request = request.with("x-ms-meta-" + entry.getKey(), entry.getValue());
        }
        send(request);
    }

    private void send(HttpsRequest request) throws IOException {
        HttpsAnswer answer = caller.call(request);
        if (!answer.isSuccess()) {
            throw Refused.byStorage(answer);
        }
    }
}
