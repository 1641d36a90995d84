package io.deckhand.testkit.internal.https;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.c2d.CloudToDeviceQueues;
import io.deckhand.testkit.internal.c2d.QueuedMessage;
import io.deckhand.testkit.internal.identity.AccessControl;
import io.deckhand.testkit.internal.identity.CertificateChain;
import io.deckhand.testkit.internal.identity.SasToken;
import io.deckhand.testkit.internal.journal.ConnectionJournal;
import io.deckhand.testkit.internal.net.ClientCertificates;
import io.deckhand.testkit.internal.telemetry.TelemetryIntake;
import io.deckhand.testkit.internal.upload.FileUploads;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves devices over HTTPS, one request at a time: telemetry, and polling for cloud-to-device messages. All other
 * requests are passed on.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write closes its channel, which is handled anyway.
public final class DeviceHttpHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(DeviceHttpHandler.class);
    private static final String LOCK_TIMEOUT = "iothub-messagelocktimeout";
    private static final int DEFAULT_LOCK_SECONDS = 60;
    private static final int MAX_LOCK_SECONDS = 300;

    private final AccessControl access;
    private final TelemetryIntake intake;
    private final CloudToDeviceQueues cloudToDevice;
    private final ConnectionJournal journal;
    private final FileUploads uploads;

    public DeviceHttpHandler(
            AccessControl access,
            TelemetryIntake intake,
            CloudToDeviceQueues cloudToDevice,
            ConnectionJournal journal,
            FileUploads uploads) {
        this.access = access;
        this.intake = intake;
        this.cloudToDevice = cloudToDevice;
        this.journal = journal;
        this.uploads = uploads;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof FullHttpRequest http) || http.decoderResult().isFailure()) {
            context.fireChannelRead(message);
            return;
        }
        Optional<DeviceRequest> request = DeviceRequest.of(http);
        if (request.isEmpty()) {
            context.fireChannelRead(message);
            return;
        }
        try {
            write(context, answer(context.channel(), request.get(), http), HttpUtil.isKeepAlive(http));
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private FullHttpResponse answer(Channel channel, DeviceRequest request, FullHttpRequest http) {
        try {
            authorize(channel, request.deviceId(), http.headers());
            return handle(channel, request, http);
        } catch (HubException e) {
            noteRefusal(request.deviceId(), e);
            return refusal(e);
        } catch (RuntimeException e) {
            log.error("{}: a request over HTTPS failed in the hub", request.deviceId(), e);
            return refusal(new HubException(HubError.SERVER_ERROR, "The hub failed; its log says why."));
        }
    }

    /** The journal records failed authentication only, not other refusals. */
    private void noteRefusal(String deviceId, HubException refusal) {
        if (refusal.error().httpStatus() == HttpResponseStatus.UNAUTHORIZED.code()) {
            journal.refused("HTTPS", deviceId, refusal.getMessage());
        } else {
            log.debug("{}: refused, {}", deviceId, refusal.getMessage());
        }
    }

    private void authorize(Channel channel, String deviceId, HttpHeaders headers) {
        String token = headers.get(HttpHeaderNames.AUTHORIZATION);
        if (token != null) {
            access.authorizeDevice(SasToken.parse(token), deviceId);
            return;
        }
        CertificateChain chain = ClientCertificates.of(channel)
                .orElseThrow(() -> new HubException(
                        HubError.IOT_HUB_UNAUTHORIZED,
                        "The request has neither an Authorization header nor a client certificate."));
        access.authorizeDevice(chain, deviceId);
    }

    private FullHttpResponse handle(Channel channel, DeviceRequest request, FullHttpRequest http) {
        if (request instanceof DeviceRequest.BeginUpload begin) {
            return files(channel).begin(begin.deviceId(), http);
        }
        if (request instanceof DeviceRequest.EndUpload end) {
            return files(channel).complete(end.deviceId(), end.correlationId(), http);
        }
        if (request instanceof DeviceRequest.Send send) {
            new HttpTelemetry(intake, send.deviceId()).take(http);
        } else if (request instanceof DeviceRequest.Receive receive) {
            Optional<QueuedMessage> message = cloudToDevice.take(receive.deviceId(), lockTime(http.headers()));
            return message.map(taken -> HttpCloudMessage.of(receive.deviceId(), taken))
                    .orElseGet(HttpCloudMessage::none);
        } else if (request instanceof DeviceRequest.Abandon abandon) {
            cloudToDevice.abandon(abandon.deviceId(), abandon.lock());
        } else if (request instanceof DeviceRequest.Complete complete && complete.rejected()) {
            cloudToDevice.reject(complete.deviceId(), complete.lock());
        } else if (request instanceof DeviceRequest.Complete complete) {
            cloudToDevice.complete(complete.deviceId(), complete.lock());
        }
        return HttpCloudMessage.none();
    }

    private HttpUploads files(Channel channel) {
        return new HttpUploads(uploads, ((InetSocketAddress) channel.localAddress()).getPort());
    }

    private static Duration lockTime(HttpHeaders headers) {
        String text = headers.get(LOCK_TIMEOUT, Integer.toString(DEFAULT_LOCK_SECONDS));
        try {
            int seconds = Integer.parseInt(text.strip());
            if (seconds > 0 && seconds <= MAX_LOCK_SECONDS) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of range.
        }
        throw new HubException(
                HubError.ARGUMENT_INVALID,
                "IotHub-MessageLockTimeout is '" + text + "'; it must be 1 to " + MAX_LOCK_SECONDS + " seconds.");
    }

    private static FullHttpResponse refusal(HubException refusal) {
        ObjectNode body = Json.object()
                .put("Message", "ErrorCode:" + refusal.error().wireName() + ";" + refusal.getMessage())
                .put("ExceptionMessage", "");
        FullHttpResponse response = HttpCloudMessage.response(
                HttpResponseStatus.valueOf(refusal.error().httpStatus()), Json.bytes(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json; charset=utf-8")
                .set("iothub-errorcode", refusal.error().wireName());
        return response;
    }

    static void write(ChannelHandlerContext context, FullHttpResponse response, boolean keepAlive) {
        HttpUtil.setKeepAlive(response, keepAlive);
        if (keepAlive) {
            context.writeAndFlush(response);
        } else {
            context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
