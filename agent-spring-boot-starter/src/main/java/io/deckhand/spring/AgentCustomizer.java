package io.deckhand.spring;

import io.deckhand.core.AgentBuilder;

/**
 * Changes the builder of the application's agent, after the configuration properties were read and before the agent is built. Beans of
 * this type are called in their order.
 *
 * <pre>{@code
 * @Bean
 * AgentCustomizer ownMapper(ObjectMapper mapper) {
 *     return builder -> builder.objectMapper(mapper);
 * }
 * }</pre>
 *
 * @since 0.1
 */
@FunctionalInterface
public interface AgentCustomizer {
    /**
     * Changes the builder.
     *
     * @param builder the builder, with all properties and handlers
     */
    void customize(AgentBuilder builder);
}
