package io.deckhand.testkit.internal.rest;

import java.util.concurrent.CompletionStage;

/** Answers the calls of one route. */
@FunctionalInterface
interface RestHandler {
    /** Answers now or later; a refusal is a {@code HubException}, thrown or as the failure of the stage. */
    CompletionStage<RestResponse> handle(RestRequest request);
}
