package io.deckhand.bench.keep;

import java.util.ArrayDeque;
import java.util.Deque;

/** Keeps nothing: what a queue costs without a device. */
final class MemoryKeeper implements Keeper {
    private final Deque<byte[]> messages = new ArrayDeque<>();

    @Override
    public void add(byte[] body) {
        messages.addLast(body.clone());
    }

    @Override
    public void force() {}

    @Override
    public void window() {}

    @Override
    public boolean take() {
        return messages.pollFirst() != null;
    }

    @Override
    public void close() {}
}
