package io.deckhand.core.internal.handler;

import java.lang.reflect.Proxy;
import java.util.List;

/** Classes that a framework generated around an application's own: Spring AOP, CDI, Quarkus, Mockito. */
final class ProxyClasses {
    /** In the names of what CGLIB, Weld, ArC, Mockito and Byte Buddy generate. */
    private static final List<String> MARKS =
            List.of("$$", "$MockitoMock$", "$ByteBuddy$", "_ClientProxy", "_Subclass", "_WeldSubclass");

    private ProxyClasses() {}

    static boolean isProxy(Class<?> type) {
        return Proxy.isProxyClass(type)
                || (type.isSynthetic() && type.getSuperclass() != Object.class)
                || MARKS.stream().anyMatch(type.getName()::contains);
    }

    /** {@return the class that the application wrote: that of the object, or the one that its proxy extends} */
    static Class<?> written(Class<?> type) {
        Class<?> at = type;
        while (isProxy(at) && at.getSuperclass() != Object.class && at.getSuperclass() != Proxy.class) {
            at = at.getSuperclass();
        }
        return at;
    }
}
