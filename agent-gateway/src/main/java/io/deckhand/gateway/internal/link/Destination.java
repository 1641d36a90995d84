package io.deckhand.gateway.internal.link;

import io.deckhand.core.internal.identity.Identity;
import io.deckhand.core.internal.link.CloudMessageTopic;
import io.deckhand.core.internal.link.LinkSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Where a link connects to, and which messages it receives from there. */
record Destination(LinkSettings settings) {
    /** {@return the name to connect to: an edge gateway's, if there is one} */
    String serverName() {
        return settings.login().identity().connectsTo();
    }

    /**
     * {@return the topic filter for cloud-to-device messages; of a module behind an edge hub for those to its inputs, and
     * null for any other module, which receives none}
     */
    @Nullable
    String messages() {
        Identity identity = settings.login().identity();
        String module = identity.moduleId();
        if (module == null) {
            return CloudMessageTopic.subscription(settings.deviceId());
        }
        return identity.gatewayHostName() == null ? null : CloudMessageTopic.inputs(settings.deviceId(), module);
    }

    /** {@return the address of that name} Blocks to resolve it, but a proxy resolves it itself. */
    InetSocketAddress address() throws UnknownHostException {
        int port = Pipeline.port(settings);
        return settings.proxy() == null
                ? new InetSocketAddress(InetAddress.getByName(serverName()), port)
                : InetSocketAddress.createUnresolved(serverName(), port);
    }
}
