package io.deckhand.gateway.internal.link;

import io.deckhand.core.internal.link.HttpProxy;
import io.deckhand.core.internal.link.LinkSettings;
import io.deckhand.core.internal.link.Progress;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** Sets up the layers between socket and session: a proxy's tunnel, TLS, a WebSocket, and the MQTT codec. */
final class Pipeline extends ChannelInitializer<Channel> {
    private static final int MQTT_PORT = 8883;
    private static final int HTTPS_PORT = 443;

    /** A twin may have 64 KB without its metadata, which is of a similar size; a cloud-to-device message 64 KB. */
    private static final int LARGEST_PACKET = 1024 * 1024;

    private static final int LARGEST_UPGRADE = 64 * 1024;

    private final LinkSettings settings;
    private final String serverName;
    private final SSLContext context;
    private final Executor handshakes;
    private final Progress progress;
    private final MqttSession session;

    /** {@code handshakes} runs the computations of TLS handshakes, which may need a key in a chip. */
    Pipeline(
            LinkSettings settings,
            String serverName,
            SSLContext context,
            Executor handshakes,
            Progress progress,
            MqttSession session) {
        this.settings = settings;
        this.serverName = serverName;
        this.context = context;
        this.handshakes = handshakes;
        this.progress = progress;
        this.session = session;
    }

    static int port(LinkSettings settings) {
        return settings.transport().isWebSocket() ? HTTPS_PORT : MQTT_PORT;
    }

    @Override
    protected void initChannel(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        HttpProxy proxy = settings.proxy();
        if (proxy != null) {
            pipeline.addLast(tunnel(proxy, settings.answerTimeout().toMillis()));
        }
        pipeline.addLast(tls());
        if (settings.transport().isWebSocket()) {
            addWebSocket(pipeline);
        }
        pipeline.addLast(new MqttDecoder(LARGEST_PACKET), MqttEncoder.INSTANCE, new Beginning(), session);
    }

    private static ProxyHandler tunnel(HttpProxy proxy, long timeoutMillis) {
        InetSocketAddress address = new InetSocketAddress(
                proxy.address().getHostString(), proxy.address().getPort());
        String user = proxy.user();
        char[] password = proxy.password();
        ProxyHandler tunnel = user == null
                ? new HttpProxyHandler(address)
                : new HttpProxyHandler(address, user, password == null ? "" : new String(password));
        tunnel.setConnectTimeoutMillis(timeoutMillis);
        return tunnel;
    }

    private SslHandler tls() {
        SSLEngine engine = context.createSSLEngine(serverName, port(settings));
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the certificate has to be of that name
        engine.setSSLParameters(parameters);
        SslHandler tls = new SslHandler(engine, handshakes);
        tls.setHandshakeTimeoutMillis(
                settings.longestOpen().toMillis()); // Beginning has the limit that knows slow lines
        return tls;
    }

    private void addWebSocket(ChannelPipeline pipeline) {
        WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(URI.create("wss://" + serverName + "/$iothub/websocket"))
                .subprotocol("mqtt")
                .version(WebSocketVersion.V13)
                .maxFramePayloadLength(LARGEST_PACKET)
                .handshakeTimeoutMillis(settings.longestOpen().toMillis())
                .build();
        pipeline.addLast(
                new HttpClientCodec(),
                new HttpObjectAggregator(LARGEST_UPGRADE),
                new WebSocketClientProtocolHandler(config),
                new WebSocketFrames());
    }

    /** Starts the session once all lower layers are ready, and limits how long their handshakes take together. */
    private final class Beginning extends ChannelInboundHandlerAdapter {
        private @Nullable ProgressLimit limit;

        @Override
        public void channelActive(ChannelHandlerContext context) throws Exception {
            Duration atMost = settings.answerTimeout();
            limit = ProgressLimit.start(
                    context.channel().eventLoop(),
                    progress,
                    atMost,
                    () -> context.fireExceptionCaught(new TimeoutException(
                            "The hub did not answer the TLS handshake within " + atMost.toSeconds() + " s")));
            super.channelActive(context);
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            if (limit != null) {
                limit.end();
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            if (isReady(event)) {
                ChannelHandlerContext ofSession = context.pipeline().context(session);
                context.pipeline().remove(this);
                session.begin(ofSession);
            } else if (event instanceof SslHandshakeCompletionEvent tls && !tls.isSuccess()) {
                context.fireExceptionCaught(tls.cause());
            } else {
                super.userEventTriggered(context, event);
            }
        }

        private boolean isReady(@Nullable Object event) {
            return settings.transport().isWebSocket()
                    ? event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE
                    : event instanceof SslHandshakeCompletionEvent tls && tls.isSuccess();
        }
    }
}
