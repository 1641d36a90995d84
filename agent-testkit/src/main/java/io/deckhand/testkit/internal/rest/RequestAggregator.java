package io.deckhand.testkit.internal.rest;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpContentException;

/**
 * Aggregates whole requests. A request that is too large is passed on as malformed, and the rest of it is read and
 * dropped.
 */
public final class RequestAggregator extends HttpObjectAggregator {
    /** Well above the largest valid request, a twin with 8 KB of tags and 32 KB of desired properties. */
    static final int MAX_BODY = 1024 * 1024;

    public RequestAggregator() {
        super(MAX_BODY);
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
        FullHttpRequest tooLarge = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
        tooLarge.setDecoderResult(DecoderResult.failure(new TooLongHttpContentException()));
        context.fireChannelRead(tooLarge);
    }
}
