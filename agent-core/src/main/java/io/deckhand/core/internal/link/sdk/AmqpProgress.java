package io.deckhand.core.internal.link.sdk;

import com.microsoft.azure.sdk.iot.device.transport.amqps.AmqpsIotHubConnection;
import io.deckhand.core.internal.link.Progress;
import io.deckhand.core.internal.link.SendBuffer;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.apache.qpid.proton.engine.BaseHandler;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Handler;
import org.apache.qpid.proton.engine.Transport;
import org.apache.qpid.proton.reactor.Selectable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the bytes of the SDK's AMQP connection. Proton writes to the socket itself, so this stands around the function
 * that does it; and it sees each frame of a message that arrives in several.
 *
 * <p>Runs on the reactor's thread. If Proton's internals are not as expected, limits count from the request, as long as
 * the slowest line takes for it.
 */
final class AmqpProgress extends BaseHandler {
    private static final Logger log = LoggerFactory.getLogger(AmqpProgress.class);

    private final Progress progress;

    private AmqpProgress(Progress progress) {
        this.progress = progress;
    }

    /** Follows a connection that was not opened yet. */
    static void follow(AmqpsIotHubConnection connection, Progress progress) {
        connection.add(new AmqpProgress(progress));
    }

    @Override
    public void onReactorInit(Event event) {
        Handler global = event.getReactor().getGlobalHandler();
        event.getReactor().setGlobalHandler(new Follower(global));
    }

    /** Receives every event of the reactor. */
    private final class Follower extends BaseHandler {
        private @Nullable Transport transport;

        Follower(Handler global) {
            add(global);
        }

        /** Proton connects its socket after this. */
        @Override
        public void onConnectionBound(Event event) {
            transport = event.getTransport();
        }

        @Override
        public void onSelectableInit(Event event) {
            Selectable selectable = event.getSelectable();
            Transport bound = transport;
            if (bound != null && selectable.getChannel() instanceof SocketChannel socket) {
                try {
                    selectable.onWritable(new Output(bound, SdkInternals.whenWritable(selectable), socket));
                } catch (ReflectiveOperationException | RuntimeException e) {
                    log.debug("The progress of an AMQP connection cannot be followed", e);
                }
            }
        }

        @Override
        public void onDelivery(Event event) {
            Delivery delivery = event.getDelivery();
            progress.arrived(delivery.isPartial());
        }
    }

    /** Stands around the function that writes to the socket. */
    private final class Output implements Selectable.Callback {
        private final Transport transport;
        private final Selectable.Callback proton;
        private final SendBuffer sendBuffer;
        private boolean isWaiting;
        private long waitsSince;

        Output(Transport transport, Selectable.Callback proton, SocketChannel socket) {
            this.transport = transport;
            this.proton = proton;
            this.sendBuffer = SendBuffer.of(size -> socket.setOption(StandardSocketOptions.SO_SNDBUF, size), progress);
        }

        @Override
        public void run(Selectable selectable) {
            int before = transport.pending();
            proton.run(selectable);
            int after = transport.pending();
            long now = System.nanoTime();
            if (after < before) {
                progress.left(isWaiting ? waitsSince : now);
                sendBuffer.accepted(before - Math.max(0, after));
            }
            isWaiting = after > 0;
            waitsSince = now;
        }
    }
}
