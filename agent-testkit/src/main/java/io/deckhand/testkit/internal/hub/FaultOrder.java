package io.deckhand.testkit.internal.hub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.HubPacket;
import io.deckhand.testkit.PacketFault;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.connection.CloseReason;
import io.deckhand.testkit.internal.connection.Connections;
import io.deckhand.testkit.internal.connection.DeviceConnection;
import io.deckhand.testkit.internal.connection.Sessions;
import io.deckhand.testkit.internal.fault.FaultSwitches;
import io.deckhand.testkit.internal.identity.IdentityRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Executes faults ordered as JSON from outside this process: {@code {"fault":"cut","device":"d1"}}. */
public final class FaultOrder {
    private static final String KNOWN = "cut, silence, steal, expire-tokens, forget-sessions, refuse-connections,"
            + " refuse-requests, throttle, quota, drop, delay, duplicate, cut-at, slow-handshakes, unanswered, untrusted, cut-uploads,"
            + " restart, new-authority, clear";
    private static final int LAST_REFUSAL = 5;

    private final IdentityRegistry registry;
    private final Connections connections;
    private final Sessions sessions;
    private final FaultSwitches faults;

    FaultOrder(IdentityRegistry registry, Connections connections, Sessions sessions, FaultSwitches faults) {
        this.registry = registry;
        this.connections = connections;
        this.sessions = sessions;
        this.faults = faults;
    }

    /**
     * Executes the fault.
     *
     * @throws HubException with {@link HubError#ARGUMENT_INVALID} for an invalid order
     */
    public void carryOut(ObjectNode wanted) {
        try {
            begin(wanted);
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private void begin(ObjectNode wanted) {
        FaultSwitches switches = faults;
        String device = device(wanted);
        switch (wanted.path("fault").asText("")) {
            case "cut" -> connections(device, connection -> connection.close(CloseReason.CUT));
            case "silence" -> connections(device, DeviceConnection::silence);
            case "steal" -> connections(device, connection -> connection.close(CloseReason.REPLACED));
            case "expire-tokens" -> connections(device, connection -> connection.close(CloseReason.TOKEN_EXPIRED));
            case "forget-sessions" -> sessions.forgetAll();
            case "refuse-connections" ->
                switches.refuseConnections(device, connackCode(wanted), FaultSwitches.FOR_EVER);
            case "refuse-requests" ->
                switches.refuseRequests(
                        device, HubError.ofCode(wanted.path("code").asInt()), FaultSwitches.FOR_EVER);
            case "throttle" -> switches.refuseRequests(device, HubError.THROTTLING, FaultSwitches.FOR_EVER);
            case "quota" -> switches.refuseRequests(device, HubError.IOT_HUB_QUOTA_EXCEEDED, FaultSwitches.FOR_EVER);
            case "drop" -> switches.packets().inject(packetFault(PacketFault.drop(packet(wanted)), wanted));
            case "delay" ->
                switches.packets().inject(packetFault(PacketFault.delay(packet(wanted), delay(wanted)), wanted));
            case "duplicate" -> switches.packets().inject(packetFault(PacketFault.duplicate(packet(wanted)), wanted));
            case "cut-at" -> switches.packets().inject(packetFault(PacketFault.cut(packet(wanted)), wanted));
            case "slow-handshakes" -> switches.delayHandshakes(delay(wanted));
            case "unanswered" -> switches.leaveUnanswered(true);
            case "untrusted" -> switches.presentUntrusted(true);
            case "cut-uploads" -> switches.cutUploads(times(wanted));
            case "restart" -> switches.restart(false);
            case "new-authority" -> switches.restart(true);
            case "clear" -> switches.clear();
            default -> throw invalid("No fault '" + wanted.path("fault").asText() + "'. Known: " + KNOWN + ".");
        }
    }

    private void connections(@Nullable String device, Consumer<DeviceConnection> fault) {
        if (device == null) {
            List.copyOf(connections.list()).forEach(fault);
        } else {
            registry.get(device);
            connections.find(device).ifPresent(fault);
        }
    }

    private static @Nullable String device(ObjectNode wanted) {
        return wanted.path("device").textValue();
    }

    private static PacketFault packetFault(PacketFault fault, ObjectNode wanted) {
        PacketFault narrowed = fault.after(wanted.path("after").asInt(0));
        String device = device(wanted);
        if (device != null) {
            narrowed = narrowed.ofDevice(device);
        }
        if (wanted.has("times")) {
            narrowed = narrowed.times(wanted.path("times").asInt());
        }
        return wanted.has("probability")
                ? narrowed.probability(
                        wanted.path("probability").asDouble(),
                        wanted.path("seed").asLong(0))
                : narrowed;
    }

    private static HubPacket packet(ObjectNode wanted) {
        String name = wanted.path("packet").asText("").toUpperCase(Locale.ROOT).replace('-', '_');
        for (HubPacket packet : HubPacket.values()) {
            if (packet.name().equals(name)) {
                return packet;
            }
        }
        String problem = name.isEmpty() ? "This fault needs a packet" : "No packet '" + name + "'";
        throw invalid(problem + ". Known: "
                + Arrays.stream(HubPacket.values()).map(HubPacket::name).collect(Collectors.joining(", ")) + ".");
    }

    private static Duration delay(ObjectNode wanted) {
        long millis = wanted.path("delayMillis").asLong(-1);
        if (millis < 0) {
            throw invalid("This fault needs delayMillis, zero or more.");
        }
        return Duration.ofMillis(millis);
    }

    private static int times(ObjectNode wanted) {
        int times = wanted.path("times").asInt(1);
        if (times < 1) {
            throw invalid("times is " + times + "; it must be at least 1.");
        }
        return times;
    }

    private static int connackCode(ObjectNode wanted) {
        int code = wanted.path("code").asInt(0);
        if (code < 1 || code > LAST_REFUSAL) {
            throw invalid("code is " + code + "; a hub refuses connections with 1 to " + LAST_REFUSAL + ".");
        }
        return code;
    }

    private static HubException invalid(String why) {
        return new HubException(HubError.ARGUMENT_INVALID, why);
    }
}
