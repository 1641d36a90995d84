package io.deckhand.testkit.internal.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A connected device that asked to hear of desired changes. */
public interface DesiredListener {

    /**
     * Is told of a change, in order; must not block.
     *
     * @param patch the changed properties, null for a deleted one, and {@code $version}
     */
    void desiredChanged(ObjectNode patch);
}
