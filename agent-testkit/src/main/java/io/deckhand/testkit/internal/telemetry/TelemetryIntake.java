package io.deckhand.testkit.internal.telemetry;

import io.deckhand.testkit.TelemetryMessage;
import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.KeptProperties;
import io.deckhand.testkit.internal.MessageIds;
import io.deckhand.testkit.internal.fault.FaultSwitches;
import io.deckhand.testkit.internal.fault.InjectedFault;
import io.deckhand.testkit.internal.fault.InjectedFaults;
import io.deckhand.testkit.internal.identity.IdentityIds;
import io.deckhand.testkit.internal.throttle.ThrottledOperation;
import io.deckhand.testkit.internal.throttle.Throttles;
import io.deckhand.testkit.internal.tier.TierRules;
import io.netty.buffer.ByteBufUtil;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Accepts telemetry from all protocols, within the hub's limits. */
public final class TelemetryIntake {
    /** How many bytes a message may have with its properties. */
    public static final int MAX_SIZE = 256 * 1024;

    private final EventSink sink;
    private final SenderProperties senders;
    private final Clock clock;
    private final FaultSwitches faults;
    private final InjectedFaults injectedFaults;
    private final Throttles throttles;
    private final TierRules tier;

    public TelemetryIntake(
            EventSink sink,
            SenderProperties senders,
            Clock clock,
            FaultSwitches faults,
            InjectedFaults injectedFaults,
            Throttles throttles,
            TierRules tier) {
        this.sink = sink;
        this.senders = senders;
        this.clock = clock;
        this.faults = faults;
        this.injectedFaults = injectedFaults;
        this.throttles = throttles;
        this.tier = tier;
    }

    /**
     * Accepts a message, or executes the fault that it requests.
     *
     * @param id the id of the device or module that sent it
     * @throws HubException with {@link HubError#MESSAGE_TOO_LARGE}, {@link HubError#ARGUMENT_INVALID} for its id, or
     *     {@link HubError#THROTTLING}, {@link HubError#IOT_HUB_QUOTA_EXCEEDED}, or the error of an active fault
     */
    public void take(String id, DeviceTelemetry message) {
        long size = checkedSize(message);
        Optional<InjectedFault> requested = InjectedFault.in(message.application());
        if (requested.isPresent()) {
            injectedFaults.schedule(id, requested.get());
        } else {
            passOne(id);
            if (tier.counts()) {
                tier.count(size);
            }
            add(id, message, size);
        }
    }

    /**
     * Takes messages that came in one piece: all of them, or none. They count as one operation.
     *
     * @throws HubException as for {@link #take}
     */
    public void takeAll(String id, List<DeviceTelemetry> messages) {
        messages.forEach(TelemetryIntake::checkedSize);
        List<DeviceTelemetry> telemetry = messages.stream()
                .filter(message -> InjectedFault.in(message.application()).isEmpty())
                .toList();
        if (!telemetry.isEmpty()) {
            passOne(id);
            if (tier.counts()) {
                tier.count(telemetry.stream().mapToLong(TelemetryIntake::size).toArray());
            }
        }
        for (DeviceTelemetry message : messages) {
            InjectedFault.in(message.application())
                    .ifPresentOrElse(
                            fault -> injectedFaults.schedule(id, fault), () -> add(id, message, size(message)));
        }
    }

    private void passOne(String id) {
        faults.checkRequest(id);
        throttles.pass(ThrottledOperation.TELEMETRY);
    }

    private void add(String id, DeviceTelemetry message, long size) {
        Map<String, String> system = message.system();
        senders.addTo(system, id);
        system.remove(TelemetryLog.SOURCE);
        sink.add(
                new TelemetryMessage(
                        IdentityIds.deviceId(id),
                        message.body(),
                        KeptProperties.of(message.application()),
                        KeptProperties.of(system),
                        clock.instant()),
                size);
    }

    private static long checkedSize(DeviceTelemetry message) {
        long size = size(message);
        if (size > MAX_SIZE) {
            throw new HubException(
                    HubError.MESSAGE_TOO_LARGE,
                    "The message has " + size + " bytes with its properties; at most " + MAX_SIZE + " are allowed.");
        }
        MessageIds.check(message.system().get("messageId"));
        return size;
    }

    private static long size(DeviceTelemetry message) {
        return message.body().length + size(message.system()) + size(message.application());
    }

    private static long size(Map<String, String> properties) {
        long size = 0;
        for (Map.Entry<String, String> property : properties.entrySet()) {
            size += ByteBufUtil.utf8Bytes(property.getKey()) + ByteBufUtil.utf8Bytes(property.getValue());
        }
        return size;
    }
}
