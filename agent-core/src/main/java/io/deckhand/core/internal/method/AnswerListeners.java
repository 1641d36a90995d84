package io.deckhand.core.internal.method;

import static java.util.Objects.requireNonNull;

import io.deckhand.AnsweredCall;
import io.deckhand.MethodRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The application's listeners for answers. */
final class AnswerListeners {
    private static final Logger log = LoggerFactory.getLogger(AnswerListeners.class);

    private final String deviceId;
    private final List<Registered> listeners = new CopyOnWriteArrayList<>();

    AnswerListeners(String deviceId) {
        this.deviceId = deviceId;
    }

    MethodRegistry.Registration add(Consumer<AnsweredCall> listener) {
        Registered registered = new Registered(this, requireNonNull(listener, "listener"));
        listeners.add(registered);
        return registered;
    }

    /** A class, not a record: the same listener may be registered twice. */
    private static final class Registered implements MethodRegistry.Registration {
        private final AnswerListeners all;
        private final Consumer<AnsweredCall> listener;

        Registered(AnswerListeners all, Consumer<AnsweredCall> listener) {
            this.all = all;
            this.listener = listener;
        }

        @Override
        public void close() {
            all.listeners.remove(this);
        }
    }

    void answered(String method, boolean known, int status, long nanos) {
        if (listeners.isEmpty()) {
            return;
        }
        AnsweredCall call = new AnsweredCall(method, known, status, Duration.ofNanos(nanos));
        for (Registered registered : listeners) {
            try {
                registered.listener.accept(call);
            } catch (RuntimeException | Error e) {
                log.warn("{}: a listener for answers of direct methods failed", deviceId, e);
            }
        }
    }
}
