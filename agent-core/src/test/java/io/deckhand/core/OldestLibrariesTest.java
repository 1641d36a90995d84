package io.deckhand.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.codec.mqtt.MqttDecoder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.slf4j.Logger;

/** With {@code -Pcompat} all tests run with the oldest libraries that applications may have: that they really do. */
@EnabledIfSystemProperty(named = "deckhand.oldest.jackson", matches = ".*", disabledReason = "Only with -Pcompat")
class OldestLibrariesTest {
    @Test
    void theTestsRunWithTheOldestLibraries() throws Exception {
        assertThat(jar(ObjectMapper.class)).isEqualTo(System.getProperty("deckhand.oldest.jackson"));
        assertThat(jar(Logger.class)).isEqualTo(System.getProperty("deckhand.oldest.slf4j"));
        assertThat(jar(MqttDecoder.class)).isEqualTo(System.getProperty("deckhand.oldest.netty"));
    }

    private static String jar(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .getFileName()
                .toString();
    }
}
