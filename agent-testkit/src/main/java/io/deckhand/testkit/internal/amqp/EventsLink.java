package io.deckhand.testkit.internal.amqp;

import io.deckhand.testkit.internal.HubException;
import io.deckhand.testkit.internal.connection.CloseReason;
import io.deckhand.testkit.internal.telemetry.EventConsumers;
import io.deckhand.testkit.internal.telemetry.TelemetryEvent;
import io.deckhand.testkit.internal.telemetry.TelemetryLog;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;

/**
 * The link over which a back end reads a partition of the telemetry, from the position that it requests. The reader
 * keeps its own checkpoint, so the dispositions of events are ignored.
 */
final class EventsLink extends OutgoingLink implements EventConsumers.Consumer {
    private static final int AT_ONCE = 100;
    private static final Symbol OWNER_LEVEL = Symbol.valueOf("com.microsoft:epoch");
    private static final Symbol TRACKING = Symbol.valueOf("com.microsoft:enable-receiver-runtime-metric");

    private final TelemetryLog telemetry;
    private final EventConsumers eventConsumers;
    private final Clock clock;
    private final AmqpConnection connection;
    private final Grants grants;
    private final LinkAddress.Events address;
    private final boolean tracked;
    private final Runnable arrival = this::arrived;
    private final AtomicBoolean looking = new AtomicBoolean();
    private long next;

    /** @throws HubException when the position is unknown, or another reader owns the partition */
    EventsLink(
            TelemetryLog telemetry,
            EventConsumers eventConsumers,
            Clock clock,
            AmqpConnection connection,
            Grants grants,
            LinkAddress.Events address,
            Sender sender) {
        super(sender);
        this.telemetry = telemetry;
        this.eventConsumers = eventConsumers;
        this.clock = clock;
        this.connection = connection;
        this.grants = grants;
        this.address = address;
        Symbol[] wanted = sender.getRemoteDesiredCapabilities();
        tracked = wanted != null && Arrays.asList(wanted).contains(TRACKING);
        next = telemetry.find(address.partition(), EventSelector.position((Source) sender.getRemoteSource()));
        eventConsumers.begin(address.consumerGroup(), address.partition(), this);
    }

    @Override
    public void opened() {
        telemetry.addListener(address.partition(), arrival);
        sendWhatThereIs();
    }

    @Override
    public void closed() {
        telemetry.removeListener(address.partition(), arrival);
        eventConsumers.end(address.consumerGroup(), address.partition(), this);
    }

    @Override
    public void flow() {
        sendWhatThereIs();
        if (sender().getDrain()) {
            sender().drained();
        }
    }

    @Override
    public OptionalLong ownerLevel() {
        Object level = sender().getRemoteProperties() == null
                ? null
                : sender().getRemoteProperties().get(OWNER_LEVEL);
        return level instanceof Number number ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
    }

    @Override
    public void displaced() {
        connection.later(() -> connection.refuse(sender(), CloseReason.REPLACED));
    }

    /** One read finds all events that have arrived meanwhile. */
    private void arrived() {
        if (looking.compareAndSet(false, true)) {
            connection.later(() -> {
                looking.set(false);
                sendWhatThereIs();
            });
        }
    }

    private void sendWhatThereIs() {
        while (isOpen() && sender().getCredit() > 0) {
            List<TelemetryEvent> events =
                    telemetry.read(address.partition(), next, Math.min(AT_ONCE, sender().getCredit()));
            if (events.isEmpty() || !stillAllowed()) {
                return;
            }
            for (TelemetryEvent event : events) {
                send(message(event));
                next = event.sequenceNumber() + 1;
            }
        }
    }

    /** Tokens can expire while a link is open. */
    private boolean stillAllowed() {
        try {
            grants.service(address.path());
            return true;
        } catch (HubException e) {
            connection.refuse(sender(), CloseReason.TOKEN_EXPIRED);
            return false;
        }
    }

    private Message message(TelemetryEvent event) {
        Message message = EventMessage.of(event);
        if (tracked) {
            message.setDeliveryAnnotations(
                    EventMessage.tracking(telemetry.state(address.partition()), clock.instant()));
        }
        return message;
    }
}
