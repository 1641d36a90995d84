package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.HubPacket;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.connection.CloseReason;
import io.deckhand.testkit.internal.fault.Line;
import io.deckhand.testkit.internal.fault.Passage;
import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.identity.SasToken;
import io.deckhand.testkit.internal.net.Carrier;
import io.deckhand.testkit.internal.net.PipelineEvents;
import io.deckhand.testkit.internal.net.SilenceHandler;
import io.deckhand.testkit.internal.tier.Feature;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.engine.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's AMQP connection: its sessions, and in them the links to the nodes that {@link LinkAddress} names. Any
 * number of devices can share one connection.
 *
 * <p>All methods except {@link #later(Runnable)} and {@link #silence} must be called on the channel's thread.
 */
final class AmqpConnection implements Line {
    private static final Logger log = LoggerFactory.getLogger(AmqpConnection.class);

    /** Room for two of the largest messages, so that a session's window always admits a whole message. */
    private static final int SESSION_CAPACITY = 2 * IncomingLink.MAX_MESSAGE;

    private final HubCore core;
    private final Connection engine;
    private final Grants grants;
    private final Channel channel;
    private final Consumer<Channel> afterTask;
    private final CbsNode cbs;
    private final EventHubManagement management;
    private final ProvisioningChannel provisioning;
    private final Set<Link> links = new LinkedHashSet<>();
    private final Map<String, AmqpDevice> devices = new LinkedHashMap<>();

    /** @param afterTask handles the engine's events and output after a task of the hub */
    AmqpConnection(HubCore core, Connection engine, Grants grants, Channel channel, Consumer<Channel> afterTask) {
        this.core = core;
        this.engine = engine;
        this.grants = grants;
        this.channel = channel;
        this.afterTask = afterTask;
        cbs = new CbsNode(core.faults(), this, grants, this::renewed, this::refusedToken);
        management = new EventHubManagement(core.telemetry(), core.access(), this, grants);
        provisioning = new ProvisioningChannel(core.provisioning(), grants, this);
    }

    void handle(Event event) {
        switch (event.getType()) {
            case CONNECTION_REMOTE_OPEN -> {
                engine.setContainer(core.settings().hostName());
                engine.setProperties(Map.of());
                engine.open();
            }
            case CONNECTION_REMOTE_CLOSE -> {
                ended();
                engine.close();
            }
            case SESSION_REMOTE_OPEN -> {
                event.getSession().setIncomingCapacity(SESSION_CAPACITY);
                event.getSession().setProperties(Map.of());
                event.getSession().open();
            }
            case SESSION_REMOTE_CLOSE -> sessionClosed(event.getSession());
            case LINK_REMOTE_OPEN -> attach(event.getLink());
            case LINK_REMOTE_CLOSE, LINK_REMOTE_DETACH -> detached(event.getLink());
            case LINK_FLOW -> withEndpoint(event.getLink(), LinkEndpoint::flow);
            case DELIVERY -> withEndpoint(event.getLink(), endpoint -> endpoint.delivery(event.getDelivery()));
            default -> {
                // Events of the hub's own actions, and those that the transport handles.
            }
        }
    }

    /** The connection has ended: unregisters its devices. */
    void ended() {
        List.copyOf(links).forEach(this::forget);
    }

    /** {@return the protocol of this connection, for the journal} */
    String protocol() {
        return Carrier.protocol(channel, "AMQP");
    }

    /** {@return the client's address} */
    String address() {
        return Carrier.address(channel);
    }

    /** Closes the connection with an AMQP error, then resets it. */
    void closeFor(CloseReason reason) {
        if (engine.getLocalState() == EndpointState.ACTIVE) {
            engine.setCondition(AmqpErrors.of(reason));
            engine.close();
        }
        ended();
        // After the frames of this task.
        channel.eventLoop().execute(this::cut);
    }

    /** Runs a task on the channel's thread and sends the frames that it causes. May be called by any thread. */
    void later(Runnable task) {
        try {
            channel.eventLoop().execute(() -> {
                if (channel.isActive()) {
                    task.run();
                    afterTask.accept(channel);
                }
            });
        } catch (RejectedExecutionException e) {
            log.debug("{}: nothing more is sent, the hub stops", channel.remoteAddress());
        }
    }

    @Override
    public void later(Runnable task, Duration delay) {
        var unused = channel.eventLoop().schedule(() -> later(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Resets the socket, which disconnects all devices on it. */
    @Override
    public void cut() {
        PipelineEvents.reset(channel);
    }

    /** May be called by any thread. */
    void silence() {
        SilenceHandler handler = channel.pipeline().get(SilenceHandler.class);
        if (handler != null) {
            handler.begin();
        }
    }

    /** Ends a link with an error. */
    void refuse(Link link, CloseReason reason) {
        end(link, AmqpErrors.of(reason));
    }

    /** Ends a link with an error condition. */
    void end(Link link, ErrorCondition condition) {
        forget(link);
        link.setCondition(condition);
        link.close();
    }

    /** A device has closed its last link. */
    void released(AmqpDevice device) {
        devices.remove(device.deviceId(), device);
    }

    private void attach(Link link) {
        try {
            LinkAddress address = LinkAddress.parse(address(link));
            if (address instanceof LinkAddress.Device wanted) {
                attach(link, wanted);
            } else {
                open(link, endpoint(address, link));
            }
        } catch (HubException e) {
            refuse(link, e);
        }
    }

    private void refuse(Link link, HubException refusal) {
        core.journal().refused(protocol(), deviceOf(link), refusal.getMessage());
        devices.values().removeIf(AmqpDevice::hasNoLink);
        describe(link, IncomingLink.MAX_MESSAGE);
        link.open();
        end(link, AmqpErrors.of(refusal));
    }

    /** Faults can affect the answering attach of a device's link; without it, the link is not open. */
    private void attach(Link link, LinkAddress.Device wanted) {
        boolean showsItself = cbs.connectSeen(wanted.deviceId());
        AmqpDevice device = device(wanted.deviceId());
        requireInTier(wanted.part());
        LinkEndpoint endpoint = device.endpoint(wanted.part(), link);
        device.packets()
                .send(
                        showsItself ? HubPacket.CONNACK : HubPacket.SUBACK,
                        Passage.onceOnly(() -> openIfThere(link, wanted.deviceId(), endpoint)));
    }

    private void requireInTier(LinkAddress.DevicePart part) {
        switch (part) {
            case TWIN -> core.tier().require(Feature.TWINS);
            case METHODS -> core.tier().require(Feature.METHODS);
            case TELEMETRY, CLOUD_TO_DEVICE -> {}
        }
    }

    /** A delayed attach may find that the link is gone, or that the device is no longer authorized. */
    private void openIfThere(Link link, String deviceId, LinkEndpoint endpoint) {
        if (link.getLocalState() != EndpointState.UNINITIALIZED
                || link.getSession().getLocalState() != EndpointState.ACTIVE) {
            return;
        }
        try {
            var unused = grants.device(deviceId);
            open(link, endpoint);
        } catch (HubException e) {
            refuse(link, e);
        }
    }

    private void open(Link link, LinkEndpoint endpoint) {
        link.setContext(endpoint);
        links.add(link);
        link.setSource(link.getRemoteSource());
        link.setTarget(link.getRemoteTarget());
        link.setSenderSettleMode(link.getRemoteSenderSettleMode());
        link.setReceiverSettleMode(link.getRemoteReceiverSettleMode());
        describe(link, endpoint.maxMessageSize());
        link.open();
        endpoint.opened();
        if (link instanceof Sender && link.getCredit() > 0) {
            endpoint.flow(); // Credit arrived while the attach was delayed.
        }
    }

    /** Clients take a link that names no limit for one that takes nothing, and look properties up without asking. */
    private static void describe(Link link, int maxMessageSize) {
        link.setProperties(Map.of());
        if (link instanceof Receiver) {
            link.setMaxMessageSize(UnsignedLong.valueOf(maxMessageSize));
        }
    }

    private LinkEndpoint endpoint(LinkAddress address, Link link) {
        if (address instanceof LinkAddress.Cbs) {
            return link instanceof Sender sender
                    ? cbs.replies(new OutgoingLink(sender))
                    : new IncomingLink((Receiver) link, cbs);
        }
        if (address instanceof LinkAddress.Registration registration) {
            return provisioning.endpoint(registration, link);
        }
        if (address instanceof LinkAddress.DeviceBound && link instanceof Receiver receiver) {
            grants.service(DeviceBoundTarget.PATH);
            core.tier().require(Feature.CLOUD_TO_DEVICE);
            return new IncomingLink(
                    receiver,
                    new DeviceBoundTarget(
                            core.cloudToDevice(), core.throttles(), core.tier(), core.settings(), grants));
        }
        if (address instanceof LinkAddress.FeedbackBound && link instanceof Sender sender) {
            grants.service(FeedbackLink.PATH);
            return new FeedbackLink(core.feedback(), core.settings().hostName(), this, sender);
        }
        if (address instanceof LinkAddress.UploadNoticesBound && link instanceof Sender sender) {
            grants.service(UploadNoticeLink.PATH);
            return new UploadNoticeLink(
                    core.uploads().notices(), core.uploads().storage().host(443), this, sender);
        }
        if (address instanceof LinkAddress.EventHubManagement) {
            return link instanceof Sender sender
                    ? management.answers(new OutgoingLink(sender))
                    : new IncomingLink((Receiver) link, management);
        }
        if (address instanceof LinkAddress.Events wanted && link instanceof Sender sender) {
            grants.service(wanted.path());
            return new EventsLink(
                    core.telemetry(), core.eventConsumers(), core.settings().clock(), this, grants, wanted, sender);
        }
        if (address instanceof LinkAddress.BuiltInEvents wanted) {
            grants.service(wanted.path());
            return new RedirectedLink(this, link, core.settings().hostName(), wanted);
        }
        throw LinkAddress.oneWay(address(link));
    }

    private AmqpDevice device(String deviceId) {
        AmqpDevice known = devices.get(deviceId);
        if (known != null) {
            return known;
        }
        AmqpDevice device = new AmqpDevice(core, this, deviceId, grants.device(deviceId));
        devices.put(deviceId, device);
        return device;
    }

    private void refusedToken(@Nullable String deviceId, String reason) {
        core.journal().refused(protocol(), deviceId, reason);
    }

    /** A token was put: extends the authorization of its devices. */
    private void renewed(SasToken token) {
        token.identity()
                .map(deviceId -> Stream.ofNullable(devices.get(deviceId)))
                .orElseGet(() -> devices.values().stream())
                .forEach(this::renew);
    }

    private void renew(AmqpDevice device) {
        try {
            device.authorizedUntil(grants.device(device.deviceId()));
        } catch (HubException e) {
            log.debug("{}: not renewed: {}", device.deviceId(), e.getMessage());
        }
    }

    private void detached(Link link) {
        forget(link);
        link.close();
        link.free();
    }

    private void sessionClosed(Session session) {
        for (Link link : List.copyOf(links)) {
            if (link.getSession() == session) {
                forget(link);
            }
        }
        session.close();
        session.free();
    }

    /** Notifies the link's endpoint, once, that the link has ended. */
    private void forget(Link link) {
        if (links.remove(link)) {
            withEndpoint(link, LinkEndpoint::closed);
            link.setContext(null);
        }
    }

    private static void withEndpoint(Link link, Consumer<LinkEndpoint> action) {
        if (link.getContext() instanceof LinkEndpoint endpoint) {
            action.accept(endpoint);
        }
    }

    /** {@return the device of a link, or null when the link is not a device's or its address is invalid} */
    private static @Nullable String deviceOf(Link link) {
        try {
            return LinkAddress.parse(address(link)) instanceof LinkAddress.Device device ? device.deviceId() : null;
        } catch (HubException e) {
            return null;
        }
    }

    private static @Nullable String address(Link link) {
        if (link instanceof Sender) {
            return link.getRemoteSource() == null
                    ? null
                    : link.getRemoteSource().getAddress();
        }
        return link.getRemoteTarget() == null ? null : link.getRemoteTarget().getAddress();
    }
}
