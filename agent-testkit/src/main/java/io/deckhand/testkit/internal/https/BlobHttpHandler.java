package io.deckhand.testkit.internal.https;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.blob.BlobContainers;
import io.deckhand.testkit.internal.net.PipelineEvents;
import io.deckhand.testkit.internal.net.RequestDeadline;
import io.deckhand.testkit.internal.upload.FileUploads;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The blob endpoint: requests below the path of a container go to files as they come, every other request passes. */
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes its channel, which is heard of anyway.
public final class BlobHttpHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(BlobHttpHandler.class);

    private final BlobDoor door;
    private final FileUploads uploads;
    private final Clock clock;
    private @Nullable BlobRequest current;
    private boolean cut;

    public BlobHttpHandler(BlobContainers containers, FileUploads uploads, Clock clock) {
        door = new BlobDoor(containers);
        this.uploads = uploads;
        this.clock = clock;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest http && http.decoderResult().isSuccess() && BlobDoor.leads(http.uri())) {
            begin(context, http);
        } else if (current != null && message instanceof HttpContent content) {
            try {
                take(context, current, content);
            } finally {
                ReferenceCountUtil.release(message);
            }
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (current != null) {
            current.abandon();
            current = null;
        }
        context.fireChannelInactive();
    }

    private void begin(ChannelHandlerContext context, HttpRequest http) {
        current = new BlobRequest(http, door);
        cut = current.isUploadOfDevice() && uploads.cutsUpload();
        if (HttpUtil.is100ContinueExpected(http)) {
            context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
    }

    private void take(ChannelHandlerContext context, BlobRequest request, HttpContent content) {
        RequestDeadline deadline = context.pipeline().get(RequestDeadline.class);
        if (deadline != null) {
            deadline.progress();
        }
        if (cut) {
            PipelineEvents.reset(context.channel());
            return;
        }
        try {
            request.take(content.content());
            if (content instanceof LastHttpContent) {
                current = null;
                write(context, request.finish(clock.instant()), request.keepAlive());
            }
        } catch (HubException e) {
            current = null;
            write(context, BlobRequest.refusal(e), request.keepAlive());
        } catch (IOException | RuntimeException e) {
            current = null;
            log.error("A request to the blob endpoint failed in the hub", e);
            write(context, BlobRequest.refusal(new HubException(HubError.SERVER_ERROR, "The hub failed.")), false);
        }
    }

    private static void write(ChannelHandlerContext context, FullHttpResponse response, boolean keepAlive) {
        HttpUtil.setKeepAlive(response, keepAlive);
        if (keepAlive) {
            context.writeAndFlush(response);
        } else {
            context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
