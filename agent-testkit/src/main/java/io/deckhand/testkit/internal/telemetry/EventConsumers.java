package io.deckhand.testkit.internal.telemetry;

import io.deckhand.testkit.internal.HubError;
import io.deckhand.testkit.internal.HubException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The readers of partitions: in each consumer group either one reader that owns the partition, by the highest owner
 * level, or up to five readers without owner level.
 */
public final class EventConsumers {
    private static final int MAX_WITHOUT_LEVEL = 5;

    private final Map<String, List<Consumer>> open = new HashMap<>();

    /** A reader of a partition. */
    public interface Consumer {
        /** {@return its owner level, if it claims the partition exclusively} */
        OptionalLong ownerLevel();

        /** Another reader has taken the partition; must not block. */
        void displaced();
    }

    /**
     * Registers a reader and notifies those that it displaces.
     *
     * @throws HubException when another reader owns the partition with a higher level, or five read it already
     */
    public void begin(String group, int partition, Consumer consumer) {
        List<Consumer> displaced = enter(key(group, partition), consumer);
        displaced.forEach(Consumer::displaced);
    }

    /** Unregisters a reader. */
    public synchronized void end(String group, int partition, Consumer consumer) {
        open.computeIfPresent(key(group, partition), (key, consumers) -> {
            consumers.remove(consumer);
            return consumers.isEmpty() ? null : consumers;
        });
    }

    private synchronized List<Consumer> enter(String key, Consumer consumer) {
        List<Consumer> consumers = open.computeIfAbsent(key, unused -> new ArrayList<>());
        long level = level(consumer);
        long highest = consumers.stream().mapToLong(EventConsumers::level).max().orElse(Long.MIN_VALUE);
        if (highest > level) {
            throw new HubException(
                    HubError.LINK_CREATION_CONFLICT,
                    "The partition is owned by a reader with owner level " + highest + ".");
        }
        List<Consumer> displaced = List.of();
        if (consumer.ownerLevel().isPresent()) {
            displaced = List.copyOf(consumers);
            consumers.clear();
        } else if (consumers.size() == MAX_WITHOUT_LEVEL) {
            throw new HubException(
                    HubError.IOT_HUB_QUOTA_EXCEEDED,
                    "At most " + MAX_WITHOUT_LEVEL + " readers of a consumer group may read a partition.");
        }
        consumers.add(consumer);
        return displaced;
    }

    /** A missing level counts less than any level. */
    private static long level(Consumer consumer) {
        return consumer.ownerLevel().orElse(Long.MIN_VALUE);
    }

    private static String key(String group, int partition) {
        return group.toLowerCase(Locale.ROOT) + "/" + partition;
    }
}
