package io.deckhand.testkit.internal.c2d;

import io.deckhand.testkit.internal.HubRandom;
import io.deckhand.testkit.internal.store.StateStore;
import io.deckhand.testkit.internal.store.StateStore.Shelf;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Feedback on cloud-to-device messages, collected in batches; each batch goes to one of the receiving back ends.
 *
 * <p>Batches that are not completed survive a restart: each is stored as a document, including the one that is still
 * collecting.
 */
public final class Feedback {
    private static final int MAX_BATCH = 64;
    private static final int MAX_DELIVERIES = 10;
    private static final Duration LOCK = Duration.ofSeconds(60);
    private static final Duration TIME_TO_LIVE = Duration.ofHours(1);

    private final HubRandom random;
    private final Clock clock;
    private final Duration batchAfter;
    private final StateStore store;
    private final List<FeedbackRecord> gathering = new ArrayList<>();
    private String gatheringId;
    private final Deque<FeedbackBatch> ready = new ArrayDeque<>();
    private final Map<String, Handed> handedOut = new LinkedHashMap<>();
    private final Set<FeedbackReceiver> receivers = new LinkedHashSet<>();

    private record Handed(FeedbackBatch batch, FeedbackReceiver receiver, Instant lockedUntil) {}

    /** @param batchAfter how long a batch collects records after its first one */
    public Feedback(StateStore store, HubRandom random, Clock clock, Duration batchAfter) {
        this.store = store;
        this.random = random;
        this.clock = clock;
        this.batchAfter = batchAfter;
        gatheringId = random.id();
        store.load(Shelf.FEEDBACK).entrySet().stream()
                .map(kept -> FeedbackBatch.fromDocument(kept.getKey(), kept.getValue()))
                .sorted(Comparator.comparing(FeedbackBatch::readySince))
                .forEach(ready::add);
    }

    /** Delivers feedback to a back end from now on: first the waiting batches. */
    public synchronized void attach(FeedbackReceiver receiver) {
        receivers.add(receiver);
        dropTooOld(clock.instant());
        deliver();
    }

    /** Stops the delivery to a back end; the batches that it did not complete go to the next one. */
    public synchronized void detach(FeedbackReceiver receiver) {
        receivers.remove(receiver);
        handedOut.values().stream()
                .filter(handed -> handed.receiver() == receiver)
                .map(Handed::batch)
                .toList()
                .forEach(this::release);
        deliver();
    }

    /** Continues the delivery when a receiver can take batches again. */
    public synchronized void resume() {
        deliver();
    }

    /** Removes a batch. {@return false when its lock was lost} */
    public synchronized boolean complete(String lockToken) {
        Handed handed = handedOut.remove(lockToken);
        if (handed != null) {
            forget(handed.batch());
        }
        return handed != null;
    }

    /** Unlocks a batch for another delivery. {@return false when its lock was lost} */
    public synchronized boolean abandon(String lockToken) {
        Handed handed = handedOut.get(lockToken);
        if (handed == null) {
            return false;
        }
        release(handed.batch());
        deliver();
        return true;
    }

    synchronized void add(FeedbackRecord feedback) {
        gathering.add(feedback);
        keep(new FeedbackBatch(gatheringId, gathering, clock.instant()));
        if (gathering.size() >= MAX_BATCH) {
            endBatch();
            deliver();
        }
    }

    /** Delivers batches whose collection time is over. The core calls it periodically. */
    public synchronized void sweep() {
        Instant now = clock.instant();
        if (!gathering.isEmpty()
                && !gathering.get(0).endedTime().plus(batchAfter).isAfter(now)) {
            endBatch();
        }
        handedOut.values().stream()
                .filter(handed -> !handed.lockedUntil().isAfter(now))
                .map(Handed::batch)
                .toList()
                .forEach(this::release);
        dropTooOld(now);
        deliver();
    }

    private void dropTooOld(Instant now) {
        List<FeedbackBatch> tooOld = ready.stream()
                .filter(batch -> !batch.readySince().plus(TIME_TO_LIVE).isAfter(now))
                .toList();
        ready.removeAll(tooOld);
        tooOld.forEach(this::forget);
    }

    private void endBatch() {
        ready.addLast(new FeedbackBatch(gatheringId, gathering, clock.instant()));
        gathering.clear();
        gatheringId = random.id();
    }

    private void release(FeedbackBatch batch) {
        handedOut.remove(batch.lockToken());
        if (batch.deliveryCount() < MAX_DELIVERIES) {
            ready.addFirst(batch);
        } else {
            forget(batch);
        }
    }

    private void keep(FeedbackBatch batch) {
        store.save(Shelf.FEEDBACK, batch.id(), batch.toDocument());
    }

    private void forget(FeedbackBatch batch) {
        store.delete(Shelf.FEEDBACK, batch.id());
    }

    private void deliver() {
        Iterator<FeedbackReceiver> candidates = List.copyOf(receivers).iterator();
        while (candidates.hasNext() && !ready.isEmpty()) {
            FeedbackReceiver receiver = candidates.next();
            while (!ready.isEmpty() && handOut(ready.getFirst().handedOut(random.id()), receiver)) {
                ready.removeFirst();
            }
        }
    }

    private boolean handOut(FeedbackBatch batch, FeedbackReceiver receiver) {
        if (!receiver.deliver(batch)) {
            return false;
        }
        keep(batch);
        handedOut.put(
                batch.lockToken(), new Handed(batch, receiver, clock.instant().plus(LOCK)));
        return true;
    }
}
