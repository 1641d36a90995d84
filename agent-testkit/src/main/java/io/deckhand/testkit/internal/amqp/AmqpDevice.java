package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.HubPacket;
import io.deckhand.testkit.internal.amqp.LinkAddress.DevicePart;
import io.deckhand.testkit.internal.connection.CloseReason;
import io.deckhand.testkit.internal.connection.DeviceConnection;
import io.deckhand.testkit.internal.fault.PacketRoute;
import io.deckhand.testkit.internal.hub.HubCore;
import io.deckhand.testkit.internal.telemetry.TelemetryIntake;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;

/** A device on an AMQP connection: it is connected while it has at least one link. */
final class AmqpDevice implements DeviceConnection {
    private static final Symbol MODEL_ID = Symbol.valueOf("com.microsoft:model-id");

    private final HubCore core;
    private final AmqpConnection connection;
    private final String deviceId;
    private final PacketRoute packets;
    private final TwinChannel twin;
    private final Set<Link> links = new LinkedHashSet<>();
    private volatile Instant authorizedUntil;
    private volatile String ending = "its last link or its connection was closed";

    AmqpDevice(HubCore core, AmqpConnection connection, String deviceId, Instant authorizedUntil) {
        this.core = core;
        this.connection = connection;
        this.deviceId = deviceId;
        this.authorizedUntil = authorizedUntil;
        packets = new PacketRoute(core.faults().packets(), deviceId, connection);
        twin = new TwinChannel(core.twinRequests(), core.twins(), connection, packets);
    }

    /** {@return the route for packets that faults can affect} */
    PacketRoute packets() {
        return packets;
    }

    @Override
    public String deviceId() {
        return deviceId;
    }

    @Override
    public String protocol() {
        return connection.protocol();
    }

    @Override
    public String address() {
        return connection.address();
    }

    @Override
    public String ending() {
        return ending;
    }

    @Override
    public Instant authorizedUntil() {
        return authorizedUntil;
    }

    void authorizedUntil(Instant end) {
        authorizedUntil = end;
    }

    @Override
    public void close(CloseReason reason) {
        ending = reason.text();
        switch (reason) {
            case CUT -> connection.cut();
            case HUB_STOPPING -> connection.later(() -> connection.closeFor(reason));
            default -> connection.later(() -> List.copyOf(links).forEach(link -> connection.refuse(link, reason)));
        }
    }

    @Override
    public void silence() {
        connection.silence();
    }

    /** {@return the hub's end of a link of this device} */
    LinkEndpoint endpoint(DevicePart part, Link link) {
        LinkEndpoint endpoint =
                link instanceof Sender sender ? toDevice(part, sender) : fromDevice(part, (Receiver) link);
        return new Counted(link, endpoint);
    }

    boolean hasNoLink() {
        return links.isEmpty();
    }

    private LinkEndpoint toDevice(DevicePart part, Sender sender) {
        return switch (part) {
            case CLOUD_TO_DEVICE -> new CloudMessageLink(core.cloudToDevice(), connection, packets, sender);
            case METHODS -> new MethodCallLink(core.methods(), connection, packets, sender);
            case TWIN -> twin.toDevice(sender);
            // Messages that an edge hub routes to a module.
            case TELEMETRY -> new ModuleInputLink(core.inputs(), connection, sender, deviceId);
        };
    }

    private LinkEndpoint fromDevice(DevicePart part, Receiver receiver) {
        return new IncomingLink(
                receiver,
                switch (part) {
                    case TELEMETRY -> new TelemetryTarget(core.intake(), deviceId);
                    case METHODS -> new MethodAnswerTarget(core.methods(), packets);
                    case TWIN -> twin;
                    case CLOUD_TO_DEVICE ->
                        throw LinkAddress.oneWay(receiver.getRemoteTarget().getAddress());
                },
                acknowledgement -> packets.send(HubPacket.PUBACK, acknowledgement));
    }

    private void announceModel(Link link) {
        Object modelId = link.getRemoteProperties() == null
                ? null
                : link.getRemoteProperties().get(MODEL_ID);
        if (modelId != null) {
            core.twins().announceModel(deviceId, modelId.toString());
        }
    }

    /** Registers the device as connected while it has a link. */
    private final class Counted implements LinkEndpoint {
        private final Link link;
        private final LinkEndpoint endpoint;

        private Counted(Link link, LinkEndpoint endpoint) {
            this.link = link;
            this.endpoint = endpoint;
        }

        @Override
        public void opened() {
            announceModel(link);
            if (links.isEmpty()) {
                core.connections().opened(AmqpDevice.this);
            }
            links.add(link);
            endpoint.opened();
        }

        @Override
        public void delivery(Delivery delivery) {
            endpoint.delivery(delivery);
        }

        @Override
        public int maxMessageSize() {
            return TelemetryIntake.MAX_SIZE;
        }

        @Override
        public void flow() {
            endpoint.flow();
        }

        @Override
        public void closed() {
            endpoint.closed();
            links.remove(link);
            if (links.isEmpty()) {
                twin.ended();
                connection.released(AmqpDevice.this);
                core.connections().closed(AmqpDevice.this);
            }
        }
    }
}
