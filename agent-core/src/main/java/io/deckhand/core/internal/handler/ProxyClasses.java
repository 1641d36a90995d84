package io.deckhand.core.internal.handler;

import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Recognizes classes that a framework generated as proxies of application classes: Spring AOP, CDI, Quarkus, Mockito.
 */
final class ProxyClasses {
    /** Parts of the class names that CGLIB, Weld, ArC, Mockito and Byte Buddy generate. */
    private static final List<String> MARKS =
            List.of("$$", "$MockitoMock$", "$ByteBuddy$", "_ClientProxy", "_Subclass", "_WeldSubclass");

    private ProxyClasses() {}

    static boolean isProxy(Class<?> type) {
        return Proxy.isProxyClass(type)
                || (type.isSynthetic() && type.getSuperclass() != Object.class)
                || isMarked(type.getName());
    }

    private static boolean isMarked(String name) {
        for (String mark : MARKS) {
            if (name.contains(mark)) {
                return true;
            }
        }
        return false;
    }

    /** {@return the application's class: the given one, or the class that a proxy extends} */
    static Class<?> written(Class<?> type) {
        Class<?> at = type;
        while (isProxy(at) && at.getSuperclass() != Object.class && at.getSuperclass() != Proxy.class) {
            at = at.getSuperclass();
        }
        return at;
    }
}
