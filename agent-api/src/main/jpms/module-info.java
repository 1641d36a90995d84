/** What a host application types: annotations, the agent and its values. */
module io.deckhand.api {
    requires static org.jspecify;

    exports io.deckhand;
    exports io.deckhand.identity;
    exports io.deckhand.internal.rule to
            io.deckhand.core,
            io.deckhand.processor;

    uses io.deckhand.ReconnectPolicy.Provider;
}
