package io.deckhand.core.internal.link;

/** Receives the events of a link. Called on threads of the SDK: implementations only enqueue. */
@FunctionalInterface
public interface HubEvents {
    void accept(HubEvent event);
}
