package io.deckhand.core.internal.link.sdk;

import com.microsoft.azure.sdk.iot.device.ClientConfiguration;
import com.microsoft.azure.sdk.iot.device.transport.TransportException;
import com.microsoft.azure.sdk.iot.device.transport.amqps.AmqpsIotHubConnection;
import io.deckhand.CloudMessage;
import io.deckhand.Disposition;
import io.deckhand.core.internal.link.Tap;
import java.io.IOException;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
 * Reads the cloud-to-device messages of the SDK's AMQP connection. The SDK's own reading throws at a property without a value and
 * at a body that is no data section, which ends the reactor's thread, and again on the next connection.
 *
 * <p>It is a child of the connection's handler: Proton tells it whatever it tells the connection, on the reactor's thread.
 */
final class AmqpMessageTap extends BaseHandler {
    private static final Logger log = LoggerFactory.getLogger(AmqpMessageTap.class);

    private static final String MESSAGES = "/messages/devicebound";

    private final Tap tap;

    /** What became of messages; told on the reactor's thread, as Proton is for one thread only. */
    private final Queue<Runnable> settlements = new ConcurrentLinkedQueue<>();

    private volatile boolean over;

    private AmqpMessageTap(Tap tap) {
        this.tap = tap;
    }

    /** {@return a connection of the SDK's whose cloud-to-device messages go to the tap} */
    static AmqpsIotHubConnection tapped(ClientConfiguration config, String deviceId, Tap tap)
            throws TransportException {
        AmqpsIotHubConnection connection = new AmqpsIotHubConnection(config, deviceId);
        connection.add(new AmqpMessageTap(tap));
        return connection;
    }

    @Override
    public void onReactorInit(Event event) {
        Handler global = event.getReactor().getGlobalHandler();
        event.getReactor().setGlobalHandler(new LinkFinder(global));
    }

    /** The SDK's timer, which it sends by as well. */
    @Override
    public void onTimerTask(Event event) {
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
        CloudMessage message;
        try {
            message = AmqpCloudMessage.read(bytes);
        } catch (RuntimeException e) {
            log.error("A cloud-to-device message that is no AMQP message is rejected: {}", e.getClass());
            settle(delivery, new Rejected());
            return;
        }
        tap.messageArrived(message, disposition -> settleLater(delivery, disposition));
    }

    private void settleLater(Delivery delivery, Disposition disposition) throws IOException {
        if (over) {
            throw new IOException("The connection is gone");
        }
        settlements.add(() -> settle(delivery, state(disposition)));
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

    /** Sees every event of the reactor after its own handler: a link that was just made gets another one here. */
    private final class LinkFinder extends BaseHandler {
        LinkFinder(Handler global) {
            add(global);
        }

        @Override
        public void onLinkInit(Event event) {
            Link link = event.getLink();
            if (link instanceof Receiver && link.getSource().getAddress().endsWith(MESSAGES)) {
                BaseHandler.setHandler(link, new MessageLink(BaseHandler.getHandler(link)));
            }
        }
    }

    /** In the place of the SDK's handler of the link for cloud-to-device messages. */
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
