/**
 * Builds agents. Start at {@link io.deckhand.core.AgentBuilder}; what an agent can do is in {@link io.deckhand.DeviceAgent}.
 *
 * <p>Packages below this one are called {@code internal} and are not API: they change without notice.
 */
@NullMarked
package io.deckhand.core;

import org.jspecify.annotations.NullMarked;
