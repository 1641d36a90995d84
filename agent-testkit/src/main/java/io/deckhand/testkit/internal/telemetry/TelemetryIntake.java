package io.deckhand.testkit.internal.telemetry;

import io.deckhand.testkit.TelemetryMessage;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.MessageIds;
import io.deckhand.testkit.internal.fault.FaultSwitches;
import io.deckhand.testkit.internal.fault.InjectedFault;
import io.deckhand.testkit.internal.fault.InjectedFaults;
import io.deckhand.testkit.internal.identity.IdentityIds;
import io.deckhand.testkit.internal.throttle.ThrottledOperation;
import io.deckhand.testkit.internal.throttle.Throttles;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Takes telemetry in, whatever protocol brought it, within the hub's limits. */
public final class TelemetryIntake {
    private static final int MAX_SIZE = 256 * 1024;

    private final TelemetryLog log;
    private final SenderProperties senders;
    private final Clock clock;
    private final FaultSwitches faults;
    private final InjectedFaults injectedFaults;
    private final Throttles throttles;

    public TelemetryIntake(
            TelemetryLog log,
            SenderProperties senders,
            Clock clock,
            FaultSwitches faults,
            InjectedFaults injectedFaults,
            Throttles throttles) {
        this.log = log;
        this.senders = senders;
        this.clock = clock;
        this.faults = faults;
        this.injectedFaults = injectedFaults;
        this.throttles = throttles;
    }

    /**
     * Takes a message, or the fault it asks for.
     *
     * @param id of the device or module that sent it
     * @param system what the protocol defines; what the hub knows of the sender counts, not what stands here
     * @param application what the sender added
     * @throws HubException with {@link HubError#MESSAGE_TOO_LARGE}, {@link HubError#ARGUMENT_INVALID} for its id, or {@link HubError#THROTTLING}, or what a test wants
     */
    public void take(String id, byte[] body, Map<String, String> system, Map<String, String> application) {
        long size = body.length + size(system) + size(application);
        if (size > MAX_SIZE) {
            throw new HubException(
                    HubError.MESSAGE_TOO_LARGE,
                    "The message has " + size + " bytes with its properties; at most " + MAX_SIZE + " are allowed.");
        }
        MessageIds.check(system.get("messageId"));
        Optional<InjectedFault> askedFor = InjectedFault.in(application);
        if (askedFor.isPresent()) {
            injectedFaults.schedule(id, askedFor.get());
            return;
        }
        faults.checkRequest(id);
        throttles.pass(ThrottledOperation.TELEMETRY);
        Map<String, String> known = new LinkedHashMap<>(system);
        known.putAll(senders.of(id));
        log.add(new TelemetryMessage(IdentityIds.deviceId(id), body, application, known, clock.instant()), size);
    }

    private static long size(Map<String, String> properties) {
        long size = 0;
        for (Map.Entry<String, String> property : properties.entrySet()) {
            size += utf8Length(property.getKey()) + utf8Length(property.getValue());
        }
        return size;
    }

    private static long utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
