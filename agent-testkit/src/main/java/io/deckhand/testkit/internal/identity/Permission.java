package io.deckhand.testkit.internal.identity;

/** What a shared access policy may allow. */
public enum Permission {
    REGISTRY_READ,
    REGISTRY_WRITE,
    SERVICE_CONNECT,
    DEVICE_CONNECT
}
