package io.deckhand.testkit.internal.journal;

import io.deckhand.testkit.internal.journal.JournalEntry.Kind;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last 1,000 connections, disconnections and refusals. Restarts of the hub do not clear it. May be used by any
 * thread; does not block.
 *
 * <p>Refusals are also logged as warnings, because the client receives little about the reason. For a client that
 * retries, each reason is logged once a minute; the journal has every attempt.
 */
public final class ConnectionJournal {
    private static final Logger log = LoggerFactory.getLogger(ConnectionJournal.class);
    private static final int CAPACITY = 1_000;

    private final Clock clock;
    private final Deque<JournalEntry> entries = new ArrayDeque<>();
    private final RepeatedRefusals repeated = new RepeatedRefusals();
    private long next;

    public ConnectionJournal(Clock clock) {
        this.clock = clock;
    }

    /** A device or module has connected, from this address. */
    public void connected(String protocol, String client, String address) {
        add(Kind.CONNECTED, protocol, client, "from " + address);
        log.info("{}: connected over {} from {}", client, protocol, address);
    }

    /** Its connection has ended. */
    public void disconnected(String protocol, String client, String reason) {
        add(Kind.DISCONNECTED, protocol, client, reason);
        log.info("{}: connection over {} ended, {}", client, protocol, reason);
    }

    /**
     * A client was refused.
     *
     * @param client the id that the client named, or null if it named none
     * @param reason as the end of a sentence; no key, token or payload
     */
    public void refused(String protocol, @Nullable String client, String reason) {
        add(Kind.REFUSED, protocol, client, reason);
        String who = client == null ? "a client" : client;
        if (repeated.isFirst(who + '\n' + reason)) {
            log.warn("{}: refused over {}: {}", who, protocol, reason);
        } else {
            log.debug("{}: refused over {} again: {}", who, protocol, reason);
        }
    }

    /** {@return the stored entries from a number on, oldest first} */
    public synchronized List<JournalEntry> from(long number) {
        return entries.stream().filter(entry -> entry.number() >= number).toList();
    }

    private synchronized void add(Kind kind, String protocol, @Nullable String client, String detail) {
        if (entries.size() == CAPACITY) {
            entries.removeFirst();
        }
        entries.addLast(new JournalEntry(next, clock.instant(), kind, protocol, client, detail));
        next++;
    }
}
