package io.deckhand.testkit.internal.fault;

import io.deckhand.testkit.HubPacket;
import io.deckhand.testkit.PacketFault;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The active packet faults. Protocol adapters apply them through {@link PacketRoute}. */
public final class PacketFaults {
    private static final Logger log = LoggerFactory.getLogger(PacketFaults.class);

    private final List<Active> faults = new CopyOnWriteArrayList<>();

    /** Activates a fault, after those that are active already. */
    public Active inject(PacketFault fault) {
        Active active = new Active(fault);
        faults.add(active);
        return active;
    }

    public void clear() {
        faults.clear();
    }

    /** {@return the active faults, for display} */
    public List<FaultInForce> inForce() {
        return faults.stream().map(Active::description).toList();
    }

    /** Forwards a packet, or applies the first matching fault. */
    void befall(HubPacket packet, String deviceId, Passage passage, Line line) {
        PacketFault fault = striking(packet, deviceId, passage);
        if (fault == null) {
            passage.pass();
            return;
        }
        log.debug("{}: {}", deviceId, fault);
        switch (fault.action()) {
            case DROP -> {
                // The packet is lost.
            }
            case DELAY -> line.later(passage::pass, fault.delay());
            case DUPLICATE -> passage.passTwice(line);
            case CUT -> line.cut();
        }
    }

    private @Nullable PacketFault striking(HubPacket packet, String deviceId, Passage passage) {
        PacketFault first = null;
        for (Active active : faults) {
            if (active.fault.packet() == packet && active.strikes(deviceId, passage) && first == null) {
                first = active.fault;
            }
        }
        return first;
    }

    /** An active fault with its counts of seen and affected packets. */
    public final class Active {
        private final PacketFault fault;
        private final Map<String, Long> seen = new HashMap<>();
        private int strikes;

        private Active(PacketFault fault) {
            this.fault = fault;
        }

        public synchronized int strikes() {
            return strikes;
        }

        public void end() {
            faults.remove(this);
        }

        private FaultInForce description() {
            return FaultInForce.of(fault, strikes());
        }

        private synchronized boolean strikes(String deviceId, Passage passage) {
            long number = seen.merge(deviceId, 1L, Long::sum);
            if (strikes >= fault.times() || !fault.chooses(deviceId, number)) {
                return false;
            }
            if (fault.action() == PacketFault.Action.DUPLICATE && passage.isOnceOnly()) {
                log.warn(
                        "{}: {} has no effect, because this device's protocol cannot duplicate the packet",
                        deviceId,
                        fault);
                return false;
            }
            strikes++;
            return true;
        }
    }
}
