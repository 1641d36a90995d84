package io.deckhand.testkit.internal.rest;

import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.net.ClientCertificates;
import io.deckhand.testkit.internal.net.SlowReaderGuard;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpContentException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles the calls of one connection, one after the other; invalid input affects only its own connection. */
public final class RestChannelHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger log = LoggerFactory.getLogger(RestChannelHandler.class);

    private final RestDispatcher dispatcher;
    /** Calls that arrived while another one is in progress: answers are sent in the order of the calls. */
    private final Queue<Call> waiting = new ArrayDeque<>();

    private boolean busy;

    private record Call(Supplier<CompletionStage<RestResponse>> answer, boolean keepAlive) {}

    public RestChannelHandler(RestDispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest http) {
        waiting.add(call(context.channel(), http));
        // A client that keeps sending before it has its answers fills its own buffers, not the hub's.
        SlowReaderGuard.pause(context.pipeline(), true);
        if (!busy) {
            startNext(context);
        }
    }

    private Call call(Channel channel, FullHttpRequest http) {
        Throwable failure = http.decoderResult().cause();
        if (failure instanceof TooLongHttpContentException) {
            return refused(HttpRefusal.tooLarge(RequestAggregator.MAX_BODY), true);
        }
        if (failure != null) {
            return refused(malformed(failure), false);
        }
        boolean keepAlive = HttpUtil.isKeepAlive(http);
        try {
            RestRequest request = RestRequest.of(http, ClientCertificates.of(channel));
            return new Call(() -> dispatcher.dispatch(request), keepAlive);
        } catch (HubException | IllegalArgumentException e) {
            String why = String.valueOf(e.getMessage());
            return refused(HttpRefusal.malformed(HttpResponseStatus.BAD_REQUEST, why), keepAlive);
        }
    }

    private static Call refused(RestResponse refusal, boolean keepAlive) {
        return new Call(() -> CompletableFuture.completedFuture(refusal), keepAlive);
    }

    private void startNext(ChannelHandlerContext context) {
        Call call = waiting.poll();
        busy = call != null;
        if (call == null) {
            SlowReaderGuard.pause(context.pipeline(), false);
            return;
        }
        // A method's answer arrives on the device's thread; the rest runs on this connection's.
        call.answer().get().thenAccept(answer -> context.executor().execute(() -> finish(context, call, answer)));
    }

    private void finish(ChannelHandlerContext context, Call call, RestResponse answer) {
        if (call.keepAlive()) {
            context.writeAndFlush(HttpAnswer.keepingAlive(answer)).addListener(written -> startNext(context));
        } else {
            context.writeAndFlush(HttpAnswer.closing(answer)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private static RestResponse malformed(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return HttpRefusal.malformed(HttpResponseStatus.REQUEST_URI_TOO_LONG, "its URL is too long.");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return HttpRefusal.malformed(
                    HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "its headers are too large.");
        }
        return HttpRefusal.malformed(HttpResponseStatus.BAD_REQUEST, "it is not HTTP/1.1.");
    }

    /** A client without TLS, or one that disconnects: only its connection ends. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        log.debug("{}: connection ended ({})", context.channel().remoteAddress(), String.valueOf(cause));
        var unused = context.close();
    }
}
