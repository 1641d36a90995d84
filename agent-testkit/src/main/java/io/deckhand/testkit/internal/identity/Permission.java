package io.deckhand.testkit.internal.identity;

/** What a shared access policy may allow. */
public enum Permission {
    REGISTRY_READ,
    REGISTRY_WRITE,
    SERVICE_CONNECT,
    DEVICE_CONNECT,
    /** Lets the hub do wrong; the real one knows no such thing. */
    HUB_CONTROL
}
