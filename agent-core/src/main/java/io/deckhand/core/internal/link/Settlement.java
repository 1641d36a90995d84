package io.deckhand.core.internal.link;

import io.deckhand.Disposition;

/** Settles one cloud-to-device message at the hub. */
@FunctionalInterface
public interface Settlement {
    /**
     * Settles the message; throws if the connection on which it arrived is lost. The hub then delivers the message
     * again.
     */
    void settle(Disposition disposition) throws Exception;
}
