package io.deckhand.core.internal.link;

import io.deckhand.Disposition;

/** How to tell the hub what became of one cloud-to-device message. */
@FunctionalInterface
public interface Settlement {
    /** Tells it; throws if the connection the message came by is gone, in which case the hub delivers it again. */
    void settle(Disposition disposition) throws Exception;
}
