package io.deckhand.core.internal.handler;

import org.jspecify.annotations.Nullable;

/**
 * The application's settings for its handlers.
 *
 * @param sharedThreads how many threads direct methods share, beyond the one that each method has
 * @param virtualThreads whether handlers run on virtual threads if the JVM has them
 * @param describeMethods whether a back end may ask for the list of methods
 * @param modelId the Plug and Play model of the device, if it has one
 * @param rememberedMessageIds how many ids of cloud-to-device messages are remembered
 */
public record HandlerOptions(
        PayloadValidator validator,
        Interceptors interceptors,
        int sharedThreads,
        boolean virtualThreads,
        boolean describeMethods,
        @Nullable String modelId,
        int rememberedMessageIds) {}
