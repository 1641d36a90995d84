package io.deckhand.testkit;

/** What a hub has to carry just now, which is no public API: for tests in other packages. */
public final class HubLoad {
    private HubLoad() {}

    /** {@return how many connections there are, of all protocols} */
    public static int connections(LocalHub hub) {
        return hub.load().connections();
    }

    /** {@return how many bytes wait on all connections to be sent} */
    public static long bytesWaiting(LocalHub hub) {
        return hub.load().bytesWaiting();
    }
}
