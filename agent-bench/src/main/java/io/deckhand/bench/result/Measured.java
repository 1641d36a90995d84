package io.deckhand.bench.result;

/** A result and the circumstances of its measurement. */
public record Measured(Result result, Circumstances circumstances) {}
