package io.deckhand.testkit.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged hub: all its classes are in the one jar, and no logger or certificate maker is missing. */
class HubJarIT {
    @Test
    void theJarServesADevice(@TempDir Path directory) throws Exception {
        String jar = Path.of("target", "deckhand-hub.jar").toAbsolutePath().toString();
        try (HubProcess hub = new HubProcess(
                directory, List.of("-jar", jar), "--host", "127.202.0.3", "--device", "d1", "--https-port", "0")) {
            JsonNode info = hub.awaitReady();
            InfoFile.connectAndClose(info, 0);
            hub.terminate();
            assertThat(hub.read("out")).contains("Device identities         d1");
        }
    }
}
