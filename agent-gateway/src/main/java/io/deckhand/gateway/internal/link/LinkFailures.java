package io.deckhand.gateway.internal.link;

import io.deckhand.FailureCause;
import io.deckhand.core.internal.link.FailureSearch;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** Classifies the failures of Netty, and those that the hub reports over MQTT. */
final class LinkFailures {
    static final FailureSearch SEARCH = new FailureSearch(LinkFailures::causeOf);

    private LinkFailures() {}

    private static @Nullable FailureCause causeOf(Throwable evidence) {
        if (evidence instanceof ConnectRefused refused) {
            return causeOf(refused);
        }
        if (evidence instanceof ConnectTimeoutException) {
            return FailureCause.PORT_BLOCKED;
        }
        if (evidence instanceof SslHandshakeTimeoutException) {
            return FailureCause.TIMED_OUT;
        }
        if (evidence instanceof ProxyConnectException) {
            return FailureCause.PROXY_REFUSED;
        }
        if (evidence instanceof WebSocketClientHandshakeException) {
            return FailureCause.HUB_UNAVAILABLE;
        }
        return evidence instanceof ClosedChannelException ? FailureCause.CONNECTION_LOST : null;
    }

    private static FailureCause causeOf(ConnectRefused refused) {
        return switch (refused.code()) {
            case CONNECTION_REFUSED_SERVER_UNAVAILABLE -> FailureCause.HUB_UNAVAILABLE;
            case CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD,
                    CONNECTION_REFUSED_NOT_AUTHORIZED,
                    CONNECTION_REFUSED_IDENTIFIER_REJECTED -> FailureCause.CREDENTIALS_REFUSED;
            default -> FailureCause.UNKNOWN;
        };
    }
}
