package io.deckhand.testkit.internal.identity;

/** The permissions of shared access policies. */
public enum Permission {
    REGISTRY_READ,
    REGISTRY_WRITE,
    SERVICE_CONNECT,
    DEVICE_CONNECT,
    /** Reads enrollments and registrations of the provisioning service. */
    ENROLLMENT_READ,
    /** Changes them. */
    ENROLLMENT_WRITE,
    /** Controls faults and settings of the local hub; the real hub has no such permission. */
    HUB_CONTROL;

    /** {@return whether it lets something be done at the hub itself, so that the hub's faults and throttles befall it} */
    public boolean isOfHub() {
        return switch (this) {
            case REGISTRY_READ, REGISTRY_WRITE, SERVICE_CONNECT, DEVICE_CONNECT -> true;
            case ENROLLMENT_READ, ENROLLMENT_WRITE, HUB_CONTROL -> false;
        };
    }
}
