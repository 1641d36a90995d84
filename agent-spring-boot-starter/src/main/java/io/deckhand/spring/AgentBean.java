package io.deckhand.spring;

import io.deckhand.DeviceAgent;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The agent as a bean. Beans with handlers may have the agent injected, and the agent is built with them: so what is injected stands
 * for an agent that is built when it is first used, at the latest when all singletons are there.
 */
final class AgentBean {
    private final Supplier<DeviceAgent> builder;
    private final DeviceAgent proxy;
    private @Nullable DeviceAgent built;

    AgentBean(Supplier<DeviceAgent> builder) {
        this.builder = builder;
        this.proxy = (DeviceAgent) Proxy.newProxyInstance(
                DeviceAgent.class.getClassLoader(), new Class<?>[] {DeviceAgent.class}, this::invoke);
    }

    DeviceAgent proxy() {
        return proxy;
    }

    synchronized DeviceAgent agent() {
        DeviceAgent agent = built;
        if (agent == null) {
            agent = builder.get();
            built = agent;
        }
        return agent;
    }

    synchronized boolean isBuilt() {
        return built != null;
    }

    private @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(self, method.getName(), arguments);
        }
        if (method.getName().equals("close") && !isBuilt()) {
            return null;
        }
        try {
            return method.invoke(agent(), arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private Object ofObject(Object self, String method, Object @Nullable [] arguments) {
        return switch (method) {
            case "equals" -> arguments != null && self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            default -> isBuilt() ? agent().toString() : "DeviceAgent (not built yet)";
        };
    }
}
