package io.deckhand.testkit.internal.identity;

/** Is notified of created, updated and deleted identities, in order, on the thread that changed them. */
public interface IdentityListener {
    default void created(DeviceIdentity identity) {}

    default void updated(DeviceIdentity identity) {}

    default void deleted(DeviceIdentity identity) {}
}
