package io.deckhand.bench.keep;

import io.deckhand.bench.remote.Usage;
import io.deckhand.bench.result.Side;

/** What the bench asks of a JVM that keeps messages. */
public interface KeepCalls {
    /** Opens the store of a side, and reads nothing but what it has to. {@return how long it took, in nanoseconds} */
    long open(Side side, String directory);

    /** Adds messages one after the other, and waits until the last is on the device. {@return messages a second} */
    double fill(int messages, int bytes);

    /** Adds one message a second and takes it half a second later. */
    void trickle(int messages, int bytes);

    /** Reads all messages in their order, each gone once it is read. {@return messages a second} */
    double drain(int messages);

    /** {@return the bytes that the process has written to devices; -1 where only Linux would tell} */
    long writtenBytes();

    /** {@return what the JVM takes} */
    Usage usage();

    void close();
}
