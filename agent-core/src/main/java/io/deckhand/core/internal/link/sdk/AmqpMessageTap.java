package io.deckhand.core.internal.link.sdk;

import com.microsoft.azure.sdk.iot.device.transport.amqps.AmqpsIotHubConnection;
import io.deckhand.Disposition;
import io.deckhand.core.internal.link.Tap;
import java.io.IOException;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Released;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.engine.BaseHandler;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Handler;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the cloud-to-device messages of the SDK's AMQP connection. The SDK's own decoder throws on a property without a
 * value and on a body that is not a data section. This ends the reactor's thread, and that of each later connection.
 *
 * <p>It is a child of the connection's handler: Proton passes it all events of the connection, on the reactor's thread.
 */
final class AmqpMessageTap extends BaseHandler {
    private static final Logger log = LoggerFactory.getLogger(AmqpMessageTap.class);

    private static final String MESSAGES = "/messages/devicebound";

    /** From here an edge hub sends a module the messages to its inputs. */
    private static final Pattern INPUTS = Pattern.compile("/devices/[^/]+/modules/[^/]+/messages/events");

    private final Tap tap;

    /** Pending settlements; they run on the reactor's thread, as Proton is not thread-safe. */
    private final Queue<Runnable> settlements = new ConcurrentLinkedQueue<>();

    private final ReactorBell bell;
    private volatile boolean over;

    private AmqpMessageTap(AmqpsIotHubConnection connection, Tap tap) {
        this.tap = tap;
        this.bell = ReactorBell.at(connection, this::settlePending);
    }

    /** {@return the bell of an SDK connection whose cloud-to-device messages go to the tap from now on} */
    static ReactorBell at(AmqpsIotHubConnection connection, Tap tap) {
        AmqpMessageTap messages = new AmqpMessageTap(connection, tap);
        connection.add(messages);
        return messages.bell;
    }

    @Override
    public void onReactorInit(Event event) {
        Handler global = event.getReactor().getGlobalHandler();
        event.getReactor().setGlobalHandler(new LinkFinder(global));
    }

    /** The SDK's timer, on which the SDK sends, too. */
    @Override
    public void onTimerTask(Event event) {
        settlePending();
    }

    private void settlePending() {
        for (Runnable next = settlements.poll(); next != null; next = settlements.poll()) {
            next.run();
        }
    }

    @Override
    public void onReactorFinal(Event event) {
        over = true;
    }

    private void read(Receiver receiver) {
        Delivery delivery = receiver.current();
        if (delivery == null || !delivery.isReadable() || delivery.isPartial()) {
            return;
        }
        byte[] bytes = new byte[delivery.pending()];
        receiver.recv(bytes, 0, bytes.length);
        receiver.advance();
        AmqpCloudMessage message;
        try {
            message = AmqpCloudMessage.read(bytes);
        } catch (RuntimeException e) {
            log.error("Rejecting a message that is not a valid AMQP message: {}", e.getClass());
            settle(delivery, new Rejected());
            return;
        }
        tap.messageArrived(message.input(), message.content(), disposition -> settleLater(delivery, disposition));
    }

    private void settleLater(Delivery delivery, Disposition disposition) throws IOException {
        if (over) {
            throw new IOException("The connection was lost");
        }
        settlements.add(() -> settle(delivery, state(disposition)));
        bell.ring();
    }

    private static void settle(Delivery delivery, DeliveryState state) {
        delivery.disposition(state);
        delivery.settle();
    }

    private static DeliveryState state(Disposition disposition) {
        return switch (disposition) {
            case COMPLETE -> Accepted.getInstance();
            case ABANDON -> Released.getInstance();
            case REJECT -> new Rejected();
        };
    }

    /**
     * Receives every event of the reactor after the reactor's own handler. It replaces the handler of a link that was
     * just created.
     */
    private final class LinkFinder extends BaseHandler {
        LinkFinder(Handler global) {
            add(global);
        }

        @Override
        public void onLinkInit(Event event) {
            Link link = event.getLink();
            if (link instanceof Receiver && bearsMessages(link.getSource().getAddress())) {
                BaseHandler.setHandler(link, new MessageLink(BaseHandler.getHandler(link)));
            }
        }
    }

    private static boolean bearsMessages(String address) {
        return address.endsWith(MESSAGES) || INPUTS.matcher(address).matches();
    }

    /** Replaces the SDK's handler of the link for cloud-to-device messages. */
    private final class MessageLink extends BaseHandler {
        private final Handler sdk;

        MessageLink(Handler sdk) {
            this.sdk = sdk;
        }

        @Override
        public void handle(Event event) {
            if (event.getType() != Event.Type.DELIVERY) {
                event.dispatch(sdk);
                return;
            }
            read((Receiver) event.getLink());
            for (Iterator<Handler> flowControl = sdk.children(); flowControl.hasNext(); ) {
                event.dispatch(flowControl.next());
            }
        }
    }
}
