package io.deckhand.spring;

import io.deckhand.DeviceAgent;
import java.time.Duration;
import java.util.Optional;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.SmartLifecycle;

/**
 * Builds the agent when all beans are there, starts it before servers take requests, and closes it after they have answered the last:
 * what requests have sent is delivered.
 */
final class AgentLifecycle implements SmartLifecycle, SmartInitializingSingleton {
    /** Web servers begin their graceful shutdown 1,024 below the highest phase, and stop 2,048 below it. */
    private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 4096;

    private final AgentBean bean;
    private final Optional<Duration> drain;
    private volatile boolean running;

    AgentLifecycle(AgentBean bean, Optional<Duration> drain) {
        this.bean = bean;
        this.drain = drain;
    }

    /** Mistakes of handlers end the start of the application. */
    @Override
    public void afterSingletonsInstantiated() {
        bean.agent();
    }

    /** An application whose hub is away starts all the same; its health says why. */
    @Override
    public void start() {
        bean.agent().startAsync();
        running = true;
    }

    @Override
    public void stop() {
        DeviceAgent agent = bean.agent();
        drain.ifPresentOrElse(agent::close, agent::close);
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
