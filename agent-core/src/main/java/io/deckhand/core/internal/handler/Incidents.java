package io.deckhand.core.internal.handler;

import java.util.concurrent.ThreadLocalRandom;

/** Ids by which what a back end is told is found in the device's log. */
public final class Incidents {
    private static final long BOUND = 1L << 40;

    private Incidents() {}

    /** {@return an id short enough to be read out on the telephone, and unique enough within one device's log} */
    public static String newId() {
        return Long.toString(ThreadLocalRandom.current().nextLong(BOUND), Character.MAX_RADIX);
    }

    /** {@return what a back end is told beside the id of an incident} */
    public static String told(String what) {
        return what + " The device's log has more.";
    }

    /** {@return what a back end is told where the id has no place of its own} */
    public static String told(String what, String id) {
        return what + " The device's log has more: " + id;
    }
}
