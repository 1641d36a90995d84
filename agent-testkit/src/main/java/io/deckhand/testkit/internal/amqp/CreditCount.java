package io.deckhand.testkit.internal.amqp;

/** A link's remaining credit, less the messages already queued for the channel's thread. */
final class CreditCount {
    private int credit;
    private int onTheWay;

    /** The peer granted credit. */
    synchronized void set(int now) {
        credit = now;
    }

    /** Uses one credit, if there is one. {@return whether there was} */
    synchronized boolean take() {
        if (credit - onTheWay <= 0) {
            return false;
        }
        onTheWay++;
        return true;
    }

    /** A message that used a credit was sent. */
    synchronized void used(int now) {
        onTheWay--;
        credit = now;
    }
}
