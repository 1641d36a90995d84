package io.deckhand.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deckhand.testkit.TelemetryMessage;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeptPropertiesTest {
    @Test
    void theyKeepTheirOrderAndAreEqualToAnyMapWithTheSame() {
        Map<String, String> sent = new LinkedHashMap<>();
        sent.put("zeta", "1");
        sent.put("alpha", "2");

        Map<String, String> kept = KeptProperties.of(sent);

        assertThat(kept).containsExactly(Map.entry("zeta", "1"), Map.entry("alpha", "2"));
        assertThat(kept).isEqualTo(Map.of("alpha", "2", "zeta", "1")).hasSameHashCodeAs(sent);
        assertThat(kept.get("alpha")).isEqualTo("2");
        assertThat(kept.containsKey("beta")).isFalse();
    }

    @Test
    void aMessageThatTheHubHandsOutCannotBeChanged() {
        Map<String, String> kept = KeptProperties.of(new LinkedHashMap<>(Map.of("unit", "C")));
        TelemetryMessage message = new TelemetryMessage("fan", new byte[0], kept, Map.of(), Instant.EPOCH);

        assertThat(message.properties()).isSameAs(kept);
        assertThatThrownBy(() -> message.properties().put("unit", "F"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> message.properties().remove("unit")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(
                        () -> message.properties().entrySet().iterator().next().setValue("F"))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
