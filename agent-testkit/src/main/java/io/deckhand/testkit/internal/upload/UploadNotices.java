package io.deckhand.testkit.internal.upload;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Notices of uploaded files, each for one of the back ends that receive them. Safe for use by several threads. */
public final class UploadNotices {
    private static final int MOST_WAITING = 1_000;

    private final Deque<UploadNotice> waiting = new ArrayDeque<>();
    private final Map<String, Handed> handedOut = new LinkedHashMap<>();
    private final Set<UploadNoticeReceiver> receivers = new LinkedHashSet<>();

    private record Handed(UploadNotice notice, UploadNoticeReceiver receiver) {}

    /** Adds a notice; of too many that wait the oldest goes. */
    synchronized void add(UploadNotice notice) {
        if (waiting.size() == MOST_WAITING) {
            waiting.removeFirst();
        }
        waiting.addLast(notice);
        deliver();
    }

    public synchronized void attach(UploadNoticeReceiver receiver) {
        receivers.add(receiver);
        deliver();
    }

    /** Stops the delivery to a back end; what it did not complete goes to the next. */
    public synchronized void detach(UploadNoticeReceiver receiver) {
        receivers.remove(receiver);
        handedOut.values().removeIf(handed -> {
            boolean its = handed.receiver() == receiver;
            if (its) {
                waiting.addFirst(handed.notice());
            }
            return its;
        });
        deliver();
    }

    public synchronized void resume() {
        deliver();
    }

    /** {@return whether the notice was held under this id} */
    public synchronized boolean complete(String id) {
        return handedOut.remove(id) != null;
    }

    /** Gives a notice back. {@return whether it was held} */
    public synchronized boolean abandon(String id) {
        Handed handed = handedOut.remove(id);
        if (handed != null) {
            waiting.addFirst(handed.notice());
            deliver();
        }
        return handed != null;
    }

    private void deliver() {
        while (!waiting.isEmpty()) {
            UploadNotice next = waiting.getFirst();
            UploadNoticeReceiver taker = receivers.stream()
                    .filter(receiver -> receiver.deliver(next))
                    .findFirst()
                    .orElse(null);
            if (taker == null) {
                return;
            }
            waiting.removeFirst();
            handedOut.put(next.id(), new Handed(next, taker));
        }
    }
}
