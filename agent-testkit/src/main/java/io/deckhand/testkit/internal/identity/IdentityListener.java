package io.deckhand.testkit.internal.identity;

/** Hears of identities as they come, change and go, in order, on the thread that changed them. */
public interface IdentityListener {
    default void created(DeviceIdentity identity) {}

    default void updated(DeviceIdentity identity) {}

    default void deleted(DeviceIdentity identity) {}
}
