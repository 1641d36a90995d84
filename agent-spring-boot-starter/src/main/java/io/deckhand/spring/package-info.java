/**
 * An agent as a bean of Spring Boot. Applications see {@link io.deckhand.spring.AgentCustomizer},
 * {@link io.deckhand.spring.DeckhandConnectionDetails} and, in tests, {@link io.deckhand.spring.LocalHubConfiguration}.
 */
@NullMarked
package io.deckhand.spring;

import org.jspecify.annotations.NullMarked;
