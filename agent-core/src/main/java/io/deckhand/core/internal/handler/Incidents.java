package io.deckhand.core.internal.handler;

import java.util.concurrent.ThreadLocalRandom;

/** Ids that connect an error answer to an entry in the device's log. */
public final class Incidents {
    private static final long BOUND = 1L << 40;

    private Incidents() {}

    /**
     * {@return an id that is short enough to be read out on the telephone, and practically unique within one device's
     * log}
     */
    public static String newId() {
        return Long.toString(ThreadLocalRandom.current().nextLong(BOUND), Character.MAX_RADIX);
    }

    /** {@return the error message for a back end, if the id is a separate field} */
    public static String told(String what) {
        return what + " The device's log has more.";
    }

    /** {@return the error message for a back end, with the id} */
    public static String told(String what, String id) {
        return what + " The device's log has more: " + id;
    }
}
