package io.deckhand.core.internal.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.Disposition;
import io.deckhand.core.Agents;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubModule;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages to the inputs of a module, on every layer of a link. */
@LocalHubTest
class ModuleLinkTest {
    private static final Executor BLOCKING = task -> new Thread(task, "link").start();

    static Stream<Way> ways() {
        return Way.all();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aMessageToAnInputNamesIt(Way way, LocalHub hub, HubDevice device) {
        HubModule module = device.createModule("filter");
        List<HubEvent> events = new CopyOnWriteArrayList<>();
        LinkSettings settings = new LinkSettings(
                Logins.of(
                        module.connectionString() + ";GatewayHostName=" + hub.hostName(),
                        hub.sslContext(),
                        Duration.ofHours(1)),
                way.transport(),
                null,
                Duration.ofSeconds(60));
        HubLink link = way.link(settings, events::add);
        try {
            link.open(BLOCKING).toCompletableFuture().join();
            sendTo(module, "temperature", CloudToDeviceMessage.of("81.5").property("sensor", "left & right"));
            sendTo(module, "raw", CloudToDeviceMessage.of("as it is"));

            await().atMost(Agents.SOON).until(() -> arrivals(events).size() == 2);
            HubEvent.MessageArrival first = arrivals(events).get(0);
            HubEvent.MessageArrival second = arrivals(events).get(1);
            assertThat(first.input()).contains("temperature");
            assertThat(first.message().text()).isEqualTo("81.5");
            assertThat(first.message().properties()).isEqualTo(Map.of("sensor", "left & right"));
            assertThat(second.input()).contains("raw");
            link.settle(first, Disposition.COMPLETE);
            link.settle(second, Disposition.COMPLETE);
        } finally {
            link.close(BLOCKING).toCompletableFuture().join();
        }
    }

    /** The hub has to see that the module listens before it takes a message. */
    private static void sendTo(HubModule module, String input, CloudToDeviceMessage message) {
        await().atMost(Agents.SOON).untilAsserted(() -> module.sendToInput(input, message));
    }

    private static List<HubEvent.MessageArrival> arrivals(List<HubEvent> events) {
        return events.stream()
                .filter(HubEvent.MessageArrival.class::isInstance)
                .map(HubEvent.MessageArrival.class::cast)
                .toList();
    }
}
