package io.deckhand.core.internal.link.sdk;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How deep a link reaches into the SDK. */
public enum SdkLayer {
    /** Public API only. Slower, and a cloud-to-device message counts as done when it arrives. */
    BASE,
    /** A tapped connection: calls without polling, messages settled when handled, no poison. */
    FAST;

    /** Set to {@code base}, links use public API only. */
    public static final String PROPERTY = "deckhand.link";

    private static final Logger log = LoggerFactory.getLogger(SdkLayer.class);
    private static final AtomicBoolean told = new AtomicBoolean();

    /** {@return the layer to try: the fast one, unless told otherwise} */
    public static SdkLayer chosen() {
        return "base".equalsIgnoreCase(System.getProperty(PROPERTY)) ? BASE : FAST;
    }

    /** Says once in a JVM that a link has to make do with the base. */
    static void unexpected(Throwable evidence) {
        if (told.compareAndSet(false, true)) {
            log.warn("The inside of the Azure device SDK is not as expected; links use its public API only", evidence);
        }
    }
}
