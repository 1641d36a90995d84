package io.deckhand.core.internal.handler;

import io.deckhand.DeviceAgent;
import java.lang.reflect.Proxy;

/** An agent for tests of handlers that ask nothing of it. */
final class NoAgent {
    static final DeviceAgent INSTANCE = (DeviceAgent) Proxy.newProxyInstance(
            NoAgent.class.getClassLoader(), new Class<?>[] {DeviceAgent.class}, (proxy, method, arguments) -> {
                throw new AssertionError("Nobody should call " + method.getName());
            });

    private NoAgent() {}
}
