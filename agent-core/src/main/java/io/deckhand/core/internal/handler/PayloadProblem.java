package io.deckhand.core.internal.handler;

/** One problem with a payload and its location, for the answer to the caller; contains no class names and no values. */
public record PayloadProblem(String path, String message) {}
