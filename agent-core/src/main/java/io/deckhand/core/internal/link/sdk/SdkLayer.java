package io.deckhand.core.internal.link.sdk;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The layer of the SDK that a link uses. */
public enum SdkLayer {
    /** Public API only. Slower, and a cloud-to-device message is completed on arrival. */
    BASE,
    /**
     * A tapped connection: calls arrive without polling, messages are settled when handled, and malformed messages do
     * not end the connection.
     */
    FAST;

    /** If set to {@code base}, links use public API only. */
    public static final String PROPERTY = "deckhand.link";

    private static final Logger log = LoggerFactory.getLogger(SdkLayer.class);
    private static final AtomicBoolean told = new AtomicBoolean();

    /** {@return the layer to try: the fast one, unless the property is set to {@code base}} */
    public static SdkLayer chosen() {
        return "base".equalsIgnoreCase(System.getProperty(PROPERTY)) ? BASE : FAST;
    }

    /** Logs once per JVM that links fall back to the base. */
    static void unexpected(Throwable evidence) {
        if (told.compareAndSet(false, true)) {
            log.warn(
                    "The internals of the Azure device SDK are not as expected; links use its public API only",
                    evidence);
        }
    }
}
