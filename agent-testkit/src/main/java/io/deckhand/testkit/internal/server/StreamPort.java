package io.deckhand.testkit.internal.server;

/**
 * The requested port for MQTT or AMQP.
 *
 * @param isServed whether to serve the protocol at all
 * @param number the port, 0 for a free one
 * @param isChosen whether the user named the port: the hub does not start without it
 */
public record StreamPort(boolean isServed, int number, boolean isChosen) {
    /** {@return the port that device SDKs connect to; a hub may start without it if another program uses it} */
    public static StreamPort standard(int number) {
        return new StreamPort(true, number, false);
    }

    public StreamPort chosen(int other) {
        return new StreamPort(isServed, other, true);
    }

    public StreamPort leftOut() {
        return new StreamPort(false, number, isChosen);
    }

    /** {@return the same, with the free port that was found, which is kept across restarts} */
    StreamPort bound(int actual) {
        return number == 0 && actual != 0 ? new StreamPort(isServed, actual, isChosen) : this;
    }
}
