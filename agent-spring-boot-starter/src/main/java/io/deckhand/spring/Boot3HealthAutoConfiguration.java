package io.deckhand.spring;

import io.deckhand.DeviceAgent;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * The agent's health, where Spring Boot 3 has health indicators: {@code UP} while it is connected, else {@code DOWN} with the cause.
 *
 * @since 0.1
 */
@AutoConfiguration(after = DeckhandAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnBean(DeviceAgent.class)
@ConditionalOnEnabledHealthIndicator("deckhand")
public final class Boot3HealthAutoConfiguration {
    /** Called by Spring. */
    public Boot3HealthAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "deckhandHealthIndicator")
    HealthIndicator deckhandHealthIndicator(DeviceAgent agent) {
        return () -> {
            AgentCondition now = AgentCondition.of(agent);
            return Health.status(now.status()).withDetails(now.details()).build();
        };
    }
}
