package io.deckhand.core.internal.handler;

/** One thing that is wrong with a payload: where, and what. Part of what a caller gets; names no class and no value. */
public record PayloadProblem(String path, String message) {}
