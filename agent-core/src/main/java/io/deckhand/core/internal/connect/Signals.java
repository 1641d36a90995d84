package io.deckhand.core.internal.connect;

import io.deckhand.core.internal.link.HubEvent;
import io.deckhand.core.internal.link.HubLink;
import org.jspecify.annotations.Nullable;

/** The current link, and what other threads tell the supervisor about it between its steps. Thread-safe. */
final class Signals {
    private @Nullable HubLink link;
    private HubEvent.@Nullable LinkLost loss;
    private boolean networkChanged;
    private @Nullable String renewal;
    private boolean closing;

    /** Forgets what was told about earlier links. {@return whether the agent is closing, and so this link must be abandoned} */
    synchronized boolean open(HubLink opening) {
        link = opening;
        loss = null;
        networkChanged = false;
        renewal = null;
        return closing;
    }

    synchronized void release() {
        link = null;
    }

    synchronized @Nullable HubLink link() {
        return link;
    }

    /** {@return whether the event is of the current link, and not a late one of a link that has been closed} */
    synchronized boolean lose(HubEvent.LinkLost lost) {
        boolean current = lost.link() == link;
        if (current) {
            loss = lost;
        }
        return current;
    }

    synchronized HubEvent.@Nullable LinkLost loss() {
        return loss;
    }

    /** Asks for a new connection in place of the current one. */
    synchronized void renew(String why) {
        renewal = why;
    }

    /** {@return why a new connection was asked for, null if it was not} */
    synchronized @Nullable String renewal() {
        return renewal;
    }

    synchronized void changeNetwork() {
        networkChanged = true;
    }

    synchronized boolean hasNetworkChanged() {
        return networkChanged;
    }

    /** {@return the link to abandon, if there is one} */
    synchronized @Nullable HubLink close() {
        closing = true;
        return link;
    }

    synchronized boolean isClosing() {
        return closing;
    }
}
