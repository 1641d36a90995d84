package io.deckhand.gateway;

import static java.util.Objects.requireNonNull;

import io.deckhand.AnsweredCall;
import io.deckhand.DeviceAgent;
import io.deckhand.MethodRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The application's listeners for the answers of all devices. */
final class CallListeners {
    private static final Logger log = LoggerFactory.getLogger(CallListeners.class);

    private final List<Registered> listeners = new CopyOnWriteArrayList<>();

    MethodRegistry.Registration add(BiConsumer<DeviceAgent, AnsweredCall> listener) {
        Registered registered = new Registered(this, requireNonNull(listener, "listener"));
        listeners.add(registered);
        return registered;
    }

    /** A class, not a record: the same listener may be registered twice. */
    private static final class Registered implements MethodRegistry.Registration {
        private final CallListeners all;
        private final BiConsumer<DeviceAgent, AnsweredCall> listener;

        Registered(CallListeners all, BiConsumer<DeviceAgent, AnsweredCall> listener) {
            this.all = all;
            this.listener = listener;
        }

        @Override
        public void close() {
            all.listeners.remove(this);
        }
    }

    void answered(DeviceAgent device, AnsweredCall call) {
        for (Registered registered : listeners) {
            try {
                registered.listener.accept(device, call);
            } catch (RuntimeException | Error e) {
                log.warn("{}: a listener for answers of direct methods failed", device.deviceId(), e);
            }
        }
    }
}
