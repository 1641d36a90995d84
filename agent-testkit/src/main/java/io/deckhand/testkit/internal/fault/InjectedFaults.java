package io.deckhand.testkit.internal.fault;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.connection.CloseReason;
import io.deckhand.testkit.internal.connection.Connections;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes the faults that devices request. */
public final class InjectedFaults {
    private static final Logger log = LoggerFactory.getLogger(InjectedFaults.class);
    private static final int NOT_AUTHORIZED = 5;

    private final Connections connections;
    private final FaultSwitches switches;
    private final ScheduledExecutorService timer;

    public InjectedFaults(Connections connections, FaultSwitches switches, ScheduledExecutorService timer) {
        this.connections = connections;
        this.switches = switches;
        this.timer = timer;
    }

    /** Schedules a requested fault on the hub's timer. */
    public void schedule(String deviceId, InjectedFault fault) {
        log.info("{}: asked for {}", deviceId, fault);
        var unused = timer.schedule(() -> begin(deviceId, fault), fault.after().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void begin(String deviceId, InjectedFault fault) {
        switch (fault.kind()) {
            case KILL_CONNECTION -> close(deviceId, CloseReason.CUT);
            case SHUT_DOWN -> close(deviceId, CloseReason.FAULT_ASKED_FOR);
            case THROTTLE -> switches.refuseRequests(deviceId, HubError.THROTTLING, fault.duration());
            case EXCEED_QUOTA -> switches.refuseRequests(deviceId, HubError.IOT_HUB_QUOTA_EXCEEDED, fault.duration());
            case FAIL_AUTHENTICATION -> {
                switches.refuseConnections(deviceId, NOT_AUTHORIZED, fault.duration());
                close(deviceId, CloseReason.FAULT_ASKED_FOR);
            }
        }
    }

    private void close(String deviceId, CloseReason reason) {
        connections.find(deviceId).ifPresent(connection -> connection.close(reason));
    }
}
