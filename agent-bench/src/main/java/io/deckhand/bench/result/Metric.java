package io.deckhand.bench.result;

/** One figure: its name in the table and in the JSON, its unit, and its goal. */
public record Metric(String name, String unit, Goal goal) {}
