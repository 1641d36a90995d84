package io.deckhand.testkit.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.journal.JournalEntry.Kind;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ConnectionJournalTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    private final ConnectionJournal journal = new ConnectionJournal(Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void whatHappenedIsKeptInOrderWithItsReason() {
        journal.connected("MQTT", "fan", "127.0.0.1:50000");
        journal.disconnected("MQTT", "fan", "its token expired");
        journal.refused("AMQP", null, "its token is for another resource");

        assertThat(journal.from(0))
                .containsExactly(
                        new JournalEntry(0, NOW, Kind.CONNECTED, "MQTT", "fan", "from 127.0.0.1:50000"),
                        new JournalEntry(1, NOW, Kind.DISCONNECTED, "MQTT", "fan", "its token expired"),
                        new JournalEntry(2, NOW, Kind.REFUSED, "AMQP", null, "its token is for another resource"));
        assertThat(journal.from(2)).extracting(JournalEntry::number).containsExactly(2L);
        assertThat(journal.from(3)).isEmpty();
    }

    @Test
    void onlyTheLastThousandAreKept() {
        for (int i = 0; i < 1_200; i++) {
            journal.refused("MQTT", "fan", "its key is wrong");
        }

        assertThat(journal.from(0))
                .hasSize(1_000)
                .first()
                .extracting(JournalEntry::number)
                .isEqualTo(200L);
    }

    @Test
    void anEntryIsJsonForThoseWhoReadItFromOutside() {
        journal.refused("HTTPS", "fan", "it has no token");

        assertThat(Json.text(journal.from(0).get(0).document()))
                .isEqualTo(
                        "{\"number\":0,\"time\":\"2026-11-28T12:00:00Z\",\"kind\":\"refused\",\"protocol\":\"HTTPS\","
                                + "\"client\":\"fan\",\"detail\":\"it has no token\"}");
    }

    @Test
    void aRefusalThatRepeatsIsLoggedOnce() {
        RepeatedRefusals repeated = new RepeatedRefusals();

        assertThat(repeated.isFirst("fan\nits key is wrong")).isTrue();
        assertThat(repeated.isFirst("fan\nits key is wrong")).isFalse();
        assertThat(repeated.isFirst("fan\nit is disabled")).isTrue();
    }
}
