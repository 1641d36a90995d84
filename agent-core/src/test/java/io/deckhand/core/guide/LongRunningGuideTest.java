package io.deckhand.core.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.Progress;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import org.junit.jupiter.api.Test;

@LocalHubTest
class LongRunningGuideTest {
    private static final class Flash {
        private int written;

        void write(int block) {
            written = block;
        }

        String version() {
            return "1.4." + written;
        }
    }

    private final Flash flash = new Flash();

    // region longrunning
    record Update(String version, int blocks) {}

    final class Firmware {
        @DirectMethod(longRunning = true)
        String updateFirmware(Update update, Progress progress) {
            for (int block = 1; block <= update.blocks() && !progress.isCancelled(); block++) {
                flash.write(block);
                progress.report(100 * block / update.blocks(), "writing");
            }
            return flash.version(); // the result, in the twin
        }
    }
    // endregion

    @Test
    void anOperationIsInTheTwin(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = Agents.started(hub, device, new Firmware())) {
            assertThat(device.invoke("updateFirmware", "{\"version\":\"1.4\",\"blocks\":8}")
                            .status())
                    .isEqualTo(202);
            await().atMost(Agents.SOON)
                    .untilAsserted(() -> assertThat(device.reported())
                            .contains("\"status\":\"succeeded\"", "\"result\":\"1.4.8\"", "\"percent\":100"));
        }
    }
}
