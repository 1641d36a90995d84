package io.deckhand.testkit.internal.https;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.blob.Blob;
import io.deckhand.testkit.internal.blob.BlobContainers;
import io.deckhand.testkit.internal.blob.BlobStore;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One request to the blob endpoint, as far as the storage SDKs need it to upload block blobs and read them back. */
final class BlobRequest {
    private static final String METADATA = "x-ms-meta-";
    private static final Pattern LISTED =
            Pattern.compile("<(?:Latest|Uncommitted|Committed)>([^<]+)</(?:Latest|Uncommitted|Committed)>");

    private final HttpRequest http;
    private final QueryStringDecoder target;
    private final BlobDoor.Place place;
    private final String name;
    private final BlobStore blobs;
    private final Path file;
    private final MessageDigest md5 = md5();
    private @Nullable OutputStream out;

    BlobRequest(HttpRequest http, BlobDoor door) {
        this.http = http;
        target = new QueryStringDecoder(http.uri());
        place = door.place(http.method(), target);
        name = place.blob();
        blobs = place.container();
        file = blobs.newFile();
    }

    boolean keepAlive() {
        return HttpUtil.isKeepAlive(http);
    }

    void take(ByteBuf content) throws IOException {
        if (!place.allowed()) {
            return; // A client that still writes would not see the refusal: it comes at the end.
        }
        if (out == null) {
            out = Files.newOutputStream(file);
        }
        md5.update(content.nioBuffer());
        content.getBytes(content.readerIndex(), out, content.readableBytes());
    }

    /** {@return whether it brings a file of a device, or a part of one} */
    boolean isUploadOfDevice() {
        return place.containerName().equals(BlobContainers.UPLOADS)
                && http.method().equals(HttpMethod.PUT)
                && !"blocklist".equals(parameter("comp"));
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("The JDK has MD5.", e);
        }
    }

    /** The connection has ended: what came is of no use. */
    void abandon() {
        try {
            if (out != null) {
                out.close();
            }
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It goes with the directory.
        }
    }

    FullHttpResponse finish(Instant now) throws IOException {
        if (out != null) {
            out.close();
        }
        if (!http.method().equals(HttpMethod.PUT)) {
            abandon();
        }
        if (!place.allowed()) {
            abandon();
            throw new HubException(
                    HubError.IOT_HUB_UNAUTHORIZED_ACCESS,
                    "The shared access signature does not allow this, or has expired.");
        }
        String component = String.valueOf(parameter("comp"));
        if (name.isEmpty()) {
            return container(component);
        }
        if (http.method().equals(HttpMethod.PUT)) {
            return put(component, now);
        }
        if (http.method().equals(HttpMethod.GET) && component.equals("blocklist")) {
            return answer(HttpResponseStatus.OK, BlobXml.blockList(blobs.uncommitted(name)));
        }
        if (http.method().equals(HttpMethod.GET) || http.method().equals(HttpMethod.HEAD)) {
            return content(http.method().equals(HttpMethod.HEAD));
        }
        if (http.method().equals(HttpMethod.DELETE)) {
            return answer(blobs.delete(name) ? HttpResponseStatus.ACCEPTED : HttpResponseStatus.NOT_FOUND, "");
        }
        throw new HubException(HubError.ARGUMENT_INVALID, "The blob endpoint serves PUT, GET, HEAD and DELETE.");
    }

    private FullHttpResponse container(String component) {
        if (http.method().equals(HttpMethod.GET) && component.equals("list")) {
            String prefix = parameter("prefix");
            return answer(HttpResponseStatus.OK, BlobXml.list(place, prefix == null ? "" : prefix));
        }
        throw new HubException(HubError.ARGUMENT_INVALID, "Of a container the blob endpoint serves only its list.");
    }

    private FullHttpResponse put(String component, Instant now) throws IOException {
        String announced = http.headers().get("Content-MD5");
        if (announced != null && !announced.equals(Base64.getEncoder().encodeToString(md5.digest()))) {
            abandon();
            return error(HttpResponseStatus.BAD_REQUEST, "Md5Mismatch", "Content-MD5 is not that of the body.");
        }
        switch (component) {
            case "block" -> {
                String id = parameter("blockid");
                if (id == null) {
                    throw new HubException(HubError.ARGUMENT_INVALID, "'blockid' is missing.");
                }
                blobs.putBlock(name, id, file);
            }
            case "blocklist" -> blobs.commit(name, listed(Files.readString(file)), said(), now);
            case "null" -> blobs.put(name, file, said(), now);
            default -> throw new HubException(HubError.ARGUMENT_INVALID, "comp=" + component + " is not served.");
        }
        return answer(HttpResponseStatus.CREATED, "");
    }

    private FullHttpResponse content(boolean headOnly) throws IOException {
        Blob blob = blobs.find(name).orElse(null);
        if (blob == null) {
            return error(HttpResponseStatus.NOT_FOUND, "BlobNotFound", "The blob does not exist.");
        }
        BlobRange range = headOnly ? BlobRange.WHOLE : BlobRange.of(http.headers());
        byte[] body = headOnly ? new byte[0] : range.read(blob);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                range.isPart() ? HttpResponseStatus.PARTIAL_CONTENT : HttpResponseStatus.OK,
                Unpooled.wrappedBuffer(body));
        addCommon(response);
        response.headers().set("Content-Type", blob.contentType()).set("x-ms-blob-type", "BlockBlob");
        blob.metadata().forEach((key, value) -> response.headers().set(METADATA + key, value));
        response.headers().set("Content-Length", headOnly ? blob.size() : body.length);
        if (range.isPart()) {
            response.headers().set("Content-Range", range.described(blob, body.length));
        } else if (!blob.md5().isEmpty()) {
            response.headers().set("Content-MD5", blob.md5());
        }
        return response;
    }

    private static List<String> listed(String xml) {
        List<String> ids = new ArrayList<>();
        Matcher listed = LISTED.matcher(xml);
        while (listed.find()) {
            ids.add(listed.group(1).strip());
        }
        return ids;
    }

    private BlobStore.Said said() {
        return new BlobStore.Said(
                http.headers().get("x-ms-blob-content-type", "application/octet-stream"),
                http.headers().get("x-ms-blob-content-md5", ""),
                metadata());
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = new HashMap<>();
        http.headers().forEach(header -> {
            String key = header.getKey().toLowerCase(Locale.ROOT);
            if (key.startsWith(METADATA)) {
                metadata.put(key.substring(METADATA.length()), header.getValue());
            }
        });
        return metadata;
    }

    private @Nullable String parameter(String key) {
        return BlobDoor.parameter(target, key);
    }

    static FullHttpResponse refusal(HubException refusal) {
        boolean unauthorized = refusal.error() == HubError.IOT_HUB_UNAUTHORIZED_ACCESS;
        HttpResponseStatus status = unauthorized
                ? HttpResponseStatus.FORBIDDEN
                : HttpResponseStatus.valueOf(refusal.error().httpStatus());
        String code = unauthorized ? "AuthenticationFailed" : "InvalidInput";
        return error(status, code, refusal.getMessage());
    }

    private static FullHttpResponse error(HttpResponseStatus status, String code, String message) {
        FullHttpResponse response = answer(status, BlobXml.error(code, message));
        response.headers().set("x-ms-error-code", code);
        return response;
    }

    private static FullHttpResponse answer(HttpResponseStatus status, String xml) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(xml.getBytes(StandardCharsets.UTF_8)));
        addCommon(response);
        response.headers().set("Content-Type", "application/xml");
        HttpUtil.setContentLength(response, response.content().readableBytes());
        return response;
    }

    private static void addCommon(FullHttpResponse response) {
        String now = DateTimeFormatter.RFC_1123_DATE_TIME.format(Instant.now().atOffset(ZoneOffset.UTC));
        response.headers()
                .set("ETag", "\"0x8D000000000000\"")
                .set("Last-Modified", now)
                .set("Date", now)
                .set("x-ms-version", "2021-08-06")
                .set("x-ms-request-server-encrypted", "false");
    }
}
