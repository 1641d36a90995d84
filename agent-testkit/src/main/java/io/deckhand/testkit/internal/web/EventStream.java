package io.deckhand.testkit.internal.web;

import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.hub.HubCore;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the hub's changes to one browser as server-sent events. It polls four times a second, and not while the browser
 * does not read, so the cost of a stream does not depend on the number of changes.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes its channel, which ends the stream.
final class EventStream {
    private static final Logger log = LoggerFactory.getLogger(EventStream.class);
    private static final long LOOK_MILLIS = 250;

    /** A periodic comment detects connections that are no longer read. */
    private static final int LOOKS_BETWEEN_COMMENTS = 60;

    private final ChannelHandlerContext context;
    private final HubChanges changes;
    private int quietLooks;

    private EventStream(ChannelHandlerContext context, HubChanges changes) {
        this.context = context;
        this.changes = changes;
    }

    static void begin(ChannelHandlerContext context, Supplier<HubCore> hub) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8");
        HttpUtil.setTransferEncodingChunked(head, true);
        PageResponse.protect(head);
        context.writeAndFlush(head);
        EventStream stream = new EventStream(context, new HubChanges(hub));
        Future<?> looking =
                context.executor().scheduleWithFixedDelay(stream::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        context.channel().closeFuture().addListener(closed -> looking.cancel(false));
    }

    private void look() {
        if (!context.channel().isWritable()) {
            return;
        }
        try {
            List<HubChanges.Event> events = changes.next();
            events.forEach(event -> write("event: " + event.kind() + "\ndata: " + Json.text(event.data()) + "\n\n"));
            quietLooks = events.isEmpty() ? quietLooks + 1 : 0;
            if (quietLooks % LOOKS_BETWEEN_COMMENTS == LOOKS_BETWEEN_COMMENTS - 1) {
                write(":\n\n");
            }
            context.flush();
        } catch (RuntimeException e) {
            log.error("The page's stream of events failed", e);
            context.close();
        }
    }

    private void write(String text) {
        context.write(new DefaultHttpContent(ByteBufUtil.writeUtf8(context.alloc(), text)));
    }
}
