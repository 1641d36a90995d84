package io.deckhand.core.internal.link;

/** Where a link puts what happens on it. Called on threads of the SDK: implementations only enqueue. */
@FunctionalInterface
public interface HubEvents {
    void accept(HubEvent event);
}
