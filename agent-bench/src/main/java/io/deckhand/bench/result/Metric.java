package io.deckhand.bench.result;

/** One figure: its name in the table and in the JSON, its unit, and what it is meant to be. */
public record Metric(String name, String unit, Goal goal) {}
