package io.deckhand.spring;

import io.deckhand.DeviceAgent;
import io.deckhand.Interceptor;
import io.deckhand.core.AgentBuilder;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Makes the application's agent, of the properties {@code deckhand.*} and the beans with handlers; not if the application has a
 * {@link DeviceAgent} of its own, or with {@code deckhand.enabled=false}.
 *
 * @since 0.1
 */
@AutoConfiguration
@ConditionalOnProperty(prefix = "deckhand", name = "enabled", havingValue = "true", matchIfMissing = true)
@ConditionalOnMissingBean(DeviceAgent.class)
public final class DeckhandAutoConfiguration {
    /** Called by Spring. */
    public DeckhandAutoConfiguration() {}

    @Bean
    AgentBean deckhandAgentBean(
            Environment environment,
            ConfigurableListableBeanFactory beans,
            ObjectProvider<DeckhandConnectionDetails> details,
            ObjectProvider<Interceptor> interceptors,
            ObjectProvider<AgentCustomizer> customizers) {
        return new AgentBean(() -> {
            DeckhandProperties properties = new DeckhandProperties(environment);
            DeckhandConnectionDetails elsewhere = details.getIfAvailable();
            Map<String, String> options = elsewhere == null ? properties.options() : properties.options(elsewhere);
            AgentBuilder builder = AgentBuilder.fromProperties(options);
            interceptors.orderedStream().forEach(builder::interceptors);
            HandlerBeans.in(beans).forEach(builder::handlers);
            customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
            return builder.build();
        });
    }

    /** The lifecycle closes it; where an application fails to start there is none yet, and closing twice has no effect. */
    @Bean(destroyMethod = "close")
    DeviceAgent deckhandAgent(AgentBean bean) {
        return bean.proxy();
    }

    @Bean
    AgentLifecycle deckhandAgentLifecycle(AgentBean bean, Environment environment) {
        return new AgentLifecycle(bean, new DeckhandProperties(environment).drain());
    }
}
