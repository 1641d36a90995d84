package io.deckhand.testkit.internal.amqp;

/** How many messages more a link takes. Those on their way to the channel's thread, which alone knows the link, count. */
final class CreditCount {
    private int credit;
    private int onTheWay;

    /** The peer gave credit. */
    synchronized void set(int now) {
        credit = now;
    }

    /** Takes one, if there is one. {@return whether there was} */
    synchronized boolean take() {
        if (credit - onTheWay <= 0) {
            return false;
        }
        onTheWay++;
        return true;
    }

    /** One that was taken has been sent. */
    synchronized void used(int now) {
        onTheWay--;
        credit = now;
    }
}
