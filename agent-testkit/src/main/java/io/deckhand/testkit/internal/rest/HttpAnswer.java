package io.deckhand.testkit.internal.rest;

import io.deckhand.testkit.internal.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/** Converts answers to HTTP. */
final class HttpAnswer {
    private static final String JSON = "application/json; charset=utf-8";

    private HttpAnswer() {}

    static FullHttpResponse keepingAlive(RestResponse answer) {
        FullHttpResponse http = http(answer);
        HttpUtil.setKeepAlive(http, true);
        return http;
    }

    static FullHttpResponse closing(RestResponse answer) {
        FullHttpResponse http = http(answer);
        HttpUtil.setKeepAlive(http, false);
        return http;
    }

    private static FullHttpResponse http(RestResponse answer) {
        ByteBuf body =
                answer.body() == null ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(Json.bytes(answer.body()));
        FullHttpResponse http =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), body);
        answer.headers().forEach(http.headers()::set);
        http.headers().set(HttpHeaderNames.CONTENT_TYPE, JSON);
        if (answer.status() != HttpResponseStatus.NO_CONTENT.code()) {
            HttpUtil.setContentLength(http, body.readableBytes());
        }
        return http;
    }
}
