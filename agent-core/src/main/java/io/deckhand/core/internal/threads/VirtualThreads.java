package io.deckhand.core.internal.threads;

import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/** Virtual threads, by reflection: the JVM has them since 21, and Deckhand is compiled for 17. */
public final class VirtualThreads {
    private VirtualThreads() {}

    /** {@return a factory of virtual threads whose names begin with {@code prefix}, or empty on an older JVM} */
    public static Optional<ThreadFactory> named(String prefix) {
        if (Runtime.version().feature() < 21) {
            return Optional.empty(); // 19 and 20 have them as a preview API, and the call fails
        }
        try {
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Object named = type.getMethod("name", String.class, long.class).invoke(builder, prefix, 1L);
            return Optional.of((ThreadFactory) type.getMethod("factory").invoke(named));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }
}
