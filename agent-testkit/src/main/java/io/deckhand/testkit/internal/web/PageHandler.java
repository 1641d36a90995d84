package io.deckhand.testkit.internal.web;

import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.rest.TrustedApi;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the page and its files, the stream of events, and calls of the service API. */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write closes its channel, which is handled anyway.
final class PageHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger log = LoggerFactory.getLogger(PageHandler.class);
    private static final String ASSETS = "/assets/";
    private static final String EVENTS = "/api/events";
    private static final String SERVICE = "/api/service";

    private final PageGuard guard;
    private final Supplier<HubCore> hub;

    PageHandler(PageGuard guard, Supplier<HubCore> hub) {
        this.guard = guard;
        this.hub = hub;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            end(context, PageResponse.text(HttpResponseStatus.BAD_REQUEST, "This is not HTTP/1.1."));
            return;
        }
        Optional<String> foreign = guard.foreign(request);
        if (foreign.isPresent()) {
            end(context, PageResponse.text(HttpResponseStatus.FORBIDDEN, foreign.get()));
            return;
        }
        String path = new QueryStringDecoder(request.uri()).rawPath();
        if (path.startsWith(ASSETS)) {
            write(context, request, asset(request, path.substring(ASSETS.length())));
        } else if (!guard.knowsToken(request)) {
            write(context, request, PageResponse.file(HttpResponseStatus.UNAUTHORIZED, PageFile.get("refused.html")));
        } else {
            answer(context, request, path);
        }
    }

    private void answer(ChannelHandlerContext context, FullHttpRequest request, String path) {
        if (path.equals("/")) {
            write(context, request, page(request));
        } else if (path.equals(EVENTS)) {
            EventStream.begin(context, hub);
        } else if (path.startsWith(SERVICE + "/")) {
            callService(context, request);
        } else {
            write(context, request, notFound());
        }
    }

    private static FullHttpResponse page(FullHttpRequest request) {
        return request.method().equals(HttpMethod.GET)
                ? PageResponse.file(HttpResponseStatus.OK, PageFile.get("index.html"))
                : PageResponse.text(HttpResponseStatus.METHOD_NOT_ALLOWED, "The page can only be read.");
    }

    private static FullHttpResponse asset(FullHttpRequest request, String name) {
        return request.method().equals(HttpMethod.GET)
                ? PageFile.find(name)
                        .map(file -> PageResponse.file(HttpResponseStatus.OK, file))
                        .orElseGet(PageHandler::notFound)
                : notFound();
    }

    private static FullHttpResponse notFound() {
        return PageResponse.text(HttpResponseStatus.NOT_FOUND, "There is nothing here.");
    }

    /** A method's answer may take minutes; no thread waits for it. */
    private void callService(ChannelHandlerContext context, FullHttpRequest request) {
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        String target = request.uri().substring(SERVICE.length());
        new TrustedApi(hub.get())
                .call(request, target)
                .thenAccept(answer ->
                        context.executor().execute(() -> write(context, keepAlive, PageResponse.finished(answer))));
    }

    private static void write(ChannelHandlerContext context, FullHttpRequest request, FullHttpResponse response) {
        write(context, HttpUtil.isKeepAlive(request), response);
    }

    private static void write(ChannelHandlerContext context, boolean keepAlive, FullHttpResponse response) {
        if (keepAlive) {
            HttpUtil.setKeepAlive(response, true);
            context.writeAndFlush(response);
        } else {
            end(context, response);
        }
    }

    private static void end(ChannelHandlerContext context, FullHttpResponse response) {
        HttpUtil.setKeepAlive(response, false);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    /** A browser that disconnected, or another client: only its connection ends. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        log.debug("{}: connection ended ({})", context.channel().remoteAddress(), String.valueOf(cause));
        context.close();
    }
}
