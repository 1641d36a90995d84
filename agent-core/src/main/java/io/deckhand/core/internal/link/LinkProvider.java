package io.deckhand.core.internal.link;

/** Creates links of one kind. Providers in other modules are found by {@link java.util.ServiceLoader}. */
public interface LinkProvider {
    /**
     * {@return a factory of links for one agent; {@code traffic} records the traffic in both directions on all of them}
     */
    HubLink.Factory links(LinkSettings settings, Traffic traffic);
}
