package io.deckhand.spring;

import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Connects the agent to the {@link LocalHub} among the beans, where there is one, as the device {@code deckhand.local-hub.device-id}. The
 * device, a {@link HubDevice}, is a bean too: tests call methods and read telemetry by it.
 *
 * @since 0.1
 */
@AutoConfiguration(before = DeckhandAutoConfiguration.class)
@ConditionalOnClass(LocalHub.class)
@ConditionalOnBean(LocalHub.class)
public final class LocalHubAutoConfiguration {
    /** Called by Spring. */
    public LocalHubAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    HubDevice deckhandHubDevice(LocalHub hub, Environment environment) {
        return hub.createDevice(new DeckhandProperties(environment).localDevice());
    }

    @Bean
    @ConditionalOnMissingBean
    DeckhandConnectionDetails deckhandConnectionDetails(LocalHub hub, HubDevice device) {
        return new DeckhandConnectionDetails() {
            @Override
            public String connectionString() {
                return device.connectionString();
            }

            @Override
            public Optional<Path> trustedCertificates() {
                return Optional.of(hub.caCertificate());
            }
        };
    }
}
