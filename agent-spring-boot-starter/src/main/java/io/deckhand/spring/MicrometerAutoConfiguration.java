package io.deckhand.spring;

import io.deckhand.DeviceAgent;
import io.deckhand.micrometer.DeckhandMetrics;
import io.deckhand.micrometer.DeckhandObservations;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/**
 * Gives the agent's metrics to the application's registry, and its handlers to the application's observations, where there are any.
 *
 * @since 0.1
 */
@AutoConfiguration(
        after = DeckhandAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(DeviceAgent.class)
public final class MicrometerAutoConfiguration {
    /** Called by Spring. */
    public MicrometerAutoConfiguration() {}

    /** Spring Boot binds it, as it binds every {@code MeterBinder}. */
    @Bean
    @ConditionalOnBean(MeterRegistry.class)
    @ConditionalOnMissingBean
    DeckhandMetrics deckhandMetrics(DeviceAgent agent) {
        return new DeckhandMetrics(agent);
    }

    @Bean
    @Order(0)
    @ConditionalOnBean(ObservationRegistry.class)
    @ConditionalOnMissingBean
    DeckhandObservations deckhandObservations(ObservationRegistry registry) {
        return new DeckhandObservations(registry);
    }
}
