package io.deckhand.testkit.internal.https;

import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.PercentEncoding;
import io.deckhand.testkit.internal.dps.Applicant;
import io.deckhand.testkit.internal.dps.Applicant.Proof;
import io.deckhand.testkit.internal.dps.Provisioning;
import io.deckhand.testkit.internal.dps.Reply;
import io.deckhand.testkit.internal.identity.SasToken;
import io.deckhand.testkit.internal.net.ClientCertificates;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Serves registration over HTTPS: {@code PUT /idScope/registrations/id/register}, and then
 * {@code GET /idScope/registrations/id/operations/operationId}. All other requests are passed on.
 */
public final class ProvisioningHttpHandler extends ChannelInboundHandlerAdapter {
    private final Provisioning provisioning;

    public ProvisioningHttpHandler(Provisioning provisioning) {
        this.provisioning = provisioning;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Optional<Reply> reply =
                message instanceof FullHttpRequest http && http.decoderResult().isSuccess()
                        ? reply(context.channel(), http)
                        : Optional.empty();
        if (reply.isEmpty()) {
            context.fireChannelRead(message);
            return;
        }
        try {
            DeviceHttpHandler.write(context, response(reply.get()), HttpUtil.isKeepAlive((FullHttpRequest) message));
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    /** {@return the answer, or empty when the request is not for the provisioning service} */
    private Optional<Reply> reply(Channel channel, FullHttpRequest http) {
        List<String> path = path(http);
        if (path.size() < 4
                || !Applicant.namesService(path.get(0))
                || !path.get(1).equals("registrations")) {
            return Optional.empty();
        }
        Applicant applicant = new Applicant(path.get(0), path.get(2), apiVersion(http), proof(channel, http));
        if (path.size() == 4 && path.get(3).equals("register") && http.method().equals(HttpMethod.PUT)) {
            return Optional.of(provisioning.register(applicant, http.content().toString(StandardCharsets.UTF_8)));
        }
        return path.size() == 5
                        && path.get(3).equals("operations")
                        && http.method().equals(HttpMethod.GET)
                ? Optional.of(provisioning.status(applicant, path.get(4)))
                : Optional.empty();
    }

    private static List<String> path(FullHttpRequest http) {
        try {
            String path = new QueryStringDecoder(http.uri()).rawPath();
            return Arrays.stream(path.split("/", -1))
                    .filter(segment -> !segment.isEmpty())
                    .map(PercentEncoding::decode)
                    .toList();
        } catch (HubException | IllegalArgumentException e) {
            return List.of();
        }
    }

    private static String apiVersion(FullHttpRequest http) {
        return new QueryStringDecoder(http.uri())
                .parameters()
                .getOrDefault("api-version", List.of(""))
                .get(0);
    }

    /** An unreadable token counts as none. */
    private static Proof proof(Channel channel, FullHttpRequest http) {
        String token = http.headers().get(HttpHeaderNames.AUTHORIZATION);
        if (token == null) {
            return Proof.of(ClientCertificates.of(channel));
        }
        try {
            return new Proof.Token(SasToken.parse(token));
        } catch (HubException e) {
            return new Proof.None();
        }
    }

    private static FullHttpResponse response(Reply reply) {
        FullHttpResponse response =
                HttpCloudMessage.response(HttpResponseStatus.valueOf(reply.status()), Json.bytes(reply.body()));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json; charset=utf-8");
        if (reply.retryAfterSeconds() > 0) {
            response.headers().set(HttpHeaderNames.RETRY_AFTER, reply.retryAfterSeconds());
        }
        return response;
    }
}
