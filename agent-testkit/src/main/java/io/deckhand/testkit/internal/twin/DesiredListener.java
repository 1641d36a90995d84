package io.deckhand.testkit.internal.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A connected device that has subscribed to desired properties. */
public interface DesiredListener {

    /**
     * Called for each change, in order; must not block.
     *
     * @param patch the changed properties, null for a deleted one, and {@code $version}
     */
    void desiredChanged(ObjectNode patch);
}
