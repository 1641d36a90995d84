package io.deckhand.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.Progress;
import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.MethodResult;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A long-running operation goes on while its device is moved, and the new hub learns its progress and its end. */
class MovedOperationTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    static final class Firmware {
        final CountDownLatch moved = new CountDownLatch(1);
        final CountDownLatch halfSeen = new CountDownLatch(1);

        @DirectMethod(longRunning = true)
        String update(Progress progress) throws InterruptedException {
            progress.report(10, "begun");
            moved.await();
            progress.report(50, "half");
            halfSeen.await();
            return "1.4";
        }
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode reported(HubDevice device, String id) {
        return tree(device.reported()).path("deckhand").path("operations").path(id);
    }

    private static void awaitPercent(HubDevice device, String id, int percent) {
        await().atMost(Agents.SOON)
                .until(() -> reported(device, id).path("percent").asInt() == percent);
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void anOperationReportsItsProgressAndEndToTheNewHub(Transport transport) throws Exception {
        Firmware firmware = new Firmware();
        try (TwoHubs hubs = new TwoHubs(directory, "fan");
                DeviceAgent agent = hubs.builder(transport, hubs.enrolled())
                        .handlers(firmware)
                        .build()) {
            agent.start(Agents.SOON);
            HubDevice before = hubs.other.device("fan");
            MethodResult begun = before.invoke("update", "null");
            assertThat(begun.status()).as(begun.payload()).isEqualTo(202);
            String id = tree(begun.payload()).path("operationId").textValue();
            awaitPercent(before, id, 10);

            hubs.enrollment.assignTo(hubs.service);
            before.delete();
            await().atMost(Agents.SOON).until(() -> {
                agent.networkChanged(); // in place of waiting for up to two minutes, before each attempt
                return agent.health().connects() == 2;
            });

            HubDevice after = hubs.service.device("fan");
            awaitPercent(after, id, 10);
            firmware.moved.countDown();
            awaitPercent(after, id, 50);
            MethodResult asked = after.invoke("deckhand.operation", "{\"operationId\":\"" + id + "\"}");
            assertThat(asked.payload()).contains("\"running\"");
            firmware.halfSeen.countDown();
            await().atMost(Agents.SOON)
                    .until(() -> reported(after, id).path("status").asText().equals("succeeded"));
            assertThat(reported(after, id).path("result").asText()).isEqualTo("1.4");
        }
    }
}
