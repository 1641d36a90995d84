package io.deckhand.testkit.internal.https;

import io.deckhand.testkit.internal.HubTime;
import io.deckhand.testkit.internal.PercentEncoding;
import io.deckhand.testkit.internal.c2d.Acknowledgement;
import io.deckhand.testkit.internal.c2d.DeviceBoundMessage;
import io.deckhand.testkit.internal.c2d.QueuedMessage;
import io.deckhand.testkit.internal.identity.IdentityIds;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** The answer to a device's poll: a cloud-to-device message with its properties in headers, or 204. */
final class HttpCloudMessage {
    /** Some clients look for this spelling only, which is that of the real hub. */
    private static final String ETAG = "ETag";

    private HttpCloudMessage() {}

    static FullHttpResponse of(String deviceId, QueuedMessage queued) {
        DeviceBoundMessage message = queued.message();
        FullHttpResponse response = response(HttpResponseStatus.OK, message.body());
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, "application/octet-stream");
        headers.set(ETAG, '"' + String.valueOf(queued.lockToken()) + '"');
        set(headers, "iothub-messageid", message.messageId());
        set(headers, "iothub-correlationid", message.correlationId());
        set(headers, "iothub-userid", message.userId());
        set(headers, "iothub-contenttype", message.contentType());
        set(headers, "iothub-contentencoding", message.contentEncoding());
        set(headers, "ContentType", message.contentType());
        set(headers, "ContentEncoding", message.contentEncoding());
        set(headers, "iothub-to", "/" + String.join("/", IdentityIds.path(deviceId)) + "/messages/deviceBound");
        set(headers, "iothub-sequencenumber", Long.toString(queued.sequenceNumber()));
        set(headers, "iothub-enqueuedtime", HubTime.text(queued.enqueuedTime()));
        set(headers, "iothub-expiry", HubTime.text(queued.expiry()));
        set(headers, "iothub-deliverycount", Integer.toString(queued.deliveryCount() - 1));
        if (message.acknowledgement() != Acknowledgement.NONE) {
            set(headers, "iothub-ack", message.acknowledgement().wireName());
        }
        message.properties().forEach((name, value) -> set(headers, "iothub-app-" + encodedName(name), value));
        return response;
    }

    static FullHttpResponse none() {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT);
    }

    static FullHttpResponse response(HttpResponseStatus status, byte[] body) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
        HttpUtil.setContentLength(response, body.length);
        return response;
    }

    private static void set(HttpHeaders headers, String name, @Nullable String value) {
        if (value != null) {
            headers.set(name, isPrintable(value) ? value : PercentEncoding.encode(value));
        }
    }

    /** Header names allow fewer characters than property names. */
    private static String encodedName(String name) {
        return name.chars().allMatch(c -> (c < 128 && Character.isLetterOrDigit(c)) || "-_.$~".indexOf(c) >= 0)
                ? name
                : PercentEncoding.encode(name);
    }

    private static boolean isPrintable(String value) {
        return value.chars().allMatch(c -> c >= ' ' && c < 127);
    }
}
