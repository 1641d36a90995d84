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

    /** {@return whether it is for operations of the hub itself, to which the hub's faults and throttles apply} */
    public boolean isOfHub() {
        return switch (this) {
            case REGISTRY_READ, REGISTRY_WRITE, SERVICE_CONNECT, DEVICE_CONNECT -> true;
            case ENROLLMENT_READ, ENROLLMENT_WRITE, HUB_CONTROL -> false;
        };
    }
}
