package io.deckhand.core.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the classes of this agent out of a cache of the JDK, which would keep the class loader of a closed application.
 *
 * <p>The JDK links {@code equals}, {@code hashCode} and {@code toString} of a record when they are called first, with method handles
 * that it shares. In JDK 17 each of these handles keeps the last type it was adapted to, which is that of the last record linked. Linking
 * the same for a type of the JDK itself takes its place.
 */
final class RecordHandles {
    private static final Logger log = LoggerFactory.getLogger(RecordHandles.class);

    private RecordHandles() {}

    static void release() {
        try {
            MethodHandle component = MethodHandles.publicLookup()
                    .findVirtual(String.class, "strip", MethodType.methodType(String.class));
            link("equals", MethodType.methodType(boolean.class, String.class, Object.class), component);
            link("hashCode", MethodType.methodType(int.class, String.class), component);
            link("toString", MethodType.methodType(String.class, String.class), component);
        } catch (Throwable e) { // a JDK that refuses it most likely has no such cache
            log.debug("The shared method handles of records were not released", e);
        }
    }

    private static void link(String method, MethodType type, MethodHandle component) throws Throwable {
        ObjectMethods.bootstrap(MethodHandles.publicLookup(), method, type, String.class, "text", component);
    }
}
