package io.deckhand.testkit.internal.twin;

/** Is notified of changes of twins by devices and back ends. */
public interface TwinListener {

    /** Called for each change, in order; must not block, and not wait for other threads. */
    void changed(TwinChange change);
}
