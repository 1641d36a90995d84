package io.deckhand.core.internal.message;

import io.deckhand.Disposition;
import io.deckhand.core.internal.store.Kind;
import io.deckhand.core.internal.store.Store;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ids of the most recent messages and how they were settled; also kept in a store, if there is one. Not
 * thread-safe.
 */
@SuppressWarnings("EnumOrdinal") // dispositions are kept by their numbers, which the format has fixed
final class SettledIds {
    private static final Logger log = LoggerFactory.getLogger(SettledIds.class);

    /** The longest that a failing disk delays a message. */
    private static final long LONGEST_WAIT_SECONDS = 2;

    private final RecentIds<Disposition> recent;
    private final @Nullable Store store;

    SettledIds(int most, @Nullable Store store) {
        this.store = store;
        this.recent = new RecentIds<>(most, this::forget);
        if (store != null) {
            store.all(Kind.MESSAGE).forEach(this::load);
        }
    }

    private void load(String id, byte[] disposition) {
        if (disposition.length == 1 && disposition[0] >= 0 && disposition[0] < Disposition.values().length) {
            recent.put(id, Disposition.values()[disposition[0]]);
        }
    }

    private void forget(String id) {
        if (store != null) {
            store.remove(Kind.MESSAGE, id);
        }
    }

    @Nullable
    Disposition get(String id) {
        return recent.get(id);
    }

    /** Waits until the settlement is on disk, if there is a store; waits only briefly if the disk fails. */
    void put(String id, Disposition disposition) {
        if (store != null) {
            store.put(Kind.MESSAGE, id, new byte[] {(byte) disposition.ordinal()});
        }
        recent.put(id, disposition);
        if (store != null) {
            await(store);
        }
    }

    private static void await(Store on) {
        try {
            on.keepNow().get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.warn("The settlement of a cloud-to-device message is not on disk yet: after a restart it may be "
                    + "handled again");
        }
    }
}
