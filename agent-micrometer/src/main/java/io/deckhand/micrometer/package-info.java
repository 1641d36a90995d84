/**
 * Metrics and traces of agents by Micrometer. Start at {@link io.deckhand.micrometer.DeckhandMetrics} and
 * {@link io.deckhand.micrometer.DeckhandObservations}.
 */
@NullMarked
package io.deckhand.micrometer;

import org.jspecify.annotations.NullMarked;
