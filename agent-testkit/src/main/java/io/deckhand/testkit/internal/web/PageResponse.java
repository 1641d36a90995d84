package io.deckhand.testkit.internal.web;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The answers of the page's server, with security headers. */
final class PageResponse {
    private static final Pattern INLINE_SCRIPT =
            Pattern.compile("<script type=\"importmap\">(?<text>.*?)</script>", Pattern.DOTALL);

    /** The page may load from and call only its own server; its only inline script is the import map. */
    private static final String POLICY = "default-src 'none'; script-src 'self' '" + hashOfInlineScript()
            + "'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'";

    private PageResponse() {}

    static FullHttpResponse file(HttpResponseStatus status, PageFile file) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(file.content()));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, file.contentType());
        return finished(response);
    }

    static FullHttpResponse text(HttpResponseStatus status, String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        return file(status, new PageFile("text/plain; charset=utf-8", content));
    }

    static FullHttpResponse finished(FullHttpResponse response) {
        HttpUtil.setContentLength(response, response.content().readableBytes());
        protect(response);
        return response;
    }

    static void protect(HttpResponse response) {
        response.headers()
                .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set("X-Content-Type-Options", "nosniff")
                .set("Referrer-Policy", "no-referrer")
                .set("Cross-Origin-Opener-Policy", "same-origin")
                .set("Cross-Origin-Resource-Policy", "same-origin");
    }

    private static String hashOfInlineScript() {
        Matcher script =
                INLINE_SCRIPT.matcher(new String(PageFile.get("index.html").content(), StandardCharsets.UTF_8));
        if (!script.find()) {
            throw new IllegalStateException("The page has no import map.");
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(script.group("text").getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256.", e);
        }
    }
}
