package io.deckhand.core.internal.link;

/** Makes links of one kind; a module that brings one is found by {@link java.util.ServiceLoader}. */
public interface LinkProvider {
    /** {@return a factory of links for one agent; {@code traffic} hears of what goes each way on any of them} */
    HubLink.Factory links(LinkSettings settings, Traffic traffic);
}
