package io.deckhand.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.DeviceAgent;
import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.core.Assignment;
import io.deckhand.core.Reborn;
import io.deckhand.testkit.HubEnrollment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A device with a store remembers its hub across processes. */
class RememberedAssignmentTest {
    @TempDir
    private Path directory;

    /** {@return the store as the next process finds it after the first one was killed while connected} */
    private Path killedWhileConnected(TwoHubs hubs, Transport transport) {
        Path store = directory.resolve("store");
        try (DeviceAgent agent =
                hubs.builder(transport, hubs.enrolled()).storeIn(store).build()) {
            agent.start(Agents.SOON);
            agent.sendAsync("first").kept().toCompletableFuture().join();
            return Reborn.copy(store);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aRestartedDeviceConnectsToItsHubWithoutTheService(Transport transport) throws Exception {
        try (TwoHubs hubs = new TwoHubs(directory, "fan")) {
            Path found = killedWhileConnected(hubs, transport);
            hubs.service.stop();
            List<Assignment> told = new CopyOnWriteArrayList<>();

            try (DeviceAgent agent = hubs.builder(transport, hubs.enrolled().onAssigned(told::add))
                    .storeIn(found)
                    .build()) {
                agent.start(Agents.SOON);
                agent.send("second");

                hubs.other.device("fan").awaitTelemetry(each -> each.text().equals("second"), Agents.SOON);
                assertThat(agent.health().failedAttempts()).isZero();
                assertThat(told)
                        .containsExactly(new Assignment(hubs.other.hostName(), "fan", Optional.of("{\"line\":3}")));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aRestartedDeviceThatItsHubRefusesRegistersAgain(Transport transport) throws Exception {
        try (TwoHubs hubs = new TwoHubs(directory, "fan")) {
            Path found = killedWhileConnected(hubs, transport);
            hubs.enrollment.assignTo(hubs.service);
            hubs.other.device("fan").delete();

            try (DeviceAgent agent =
                    hubs.builder(transport, hubs.enrolled()).storeIn(found).build()) {
                agent.startAsync();
                await().atMost(Agents.SOON)
                        .until(() -> agent.health().failedAttempts() >= 3
                                && agent.health().nextAttempt().isPresent());
                agent.sendAsync("moved");
                agent.networkChanged(); // in place of waiting for up to two minutes
                await().atMost(Agents.SOON).until(() -> agent.health().connects() == 1);

                hubs.service.device("fan").awaitTelemetry(each -> each.text().equals("moved"), Agents.SOON);
                agent.sendAsync("kept").kept().toCompletableFuture().join();
                Path again = Reborn.copy(found);
                hubs.enrollment.disable(); // so that it could not register
                agent.close();
                try (DeviceAgent third =
                        hubs.builder(transport, hubs.enrolled()).storeIn(again).build()) {
                    third.start(Agents.SOON);
                    third.send("third");
                    hubs.service
                            .device("fan")
                            .awaitTelemetry(each -> each.text().equals("third"), Agents.SOON);
                }
            }
        }
    }

    @Test
    void anotherRegistrationDoesNotUseTheAssignment() throws Exception {
        try (TwoHubs hubs = new TwoHubs(directory, "fan")) {
            Path found = killedWhileConnected(hubs, Transport.MQTT);
            HubEnrollment pump = hubs.service
                    .enrollments()
                    .individual("pump")
                    .assignTo(hubs.service)
                    .create();

            try (DeviceAgent agent = hubs.builder(Transport.MQTT, hubs.as("pump", pump.primaryKey()))
                    .storeIn(found)
                    .build()) {
                agent.start(Agents.SOON);
                assertThat(agent.deviceId()).isEqualTo("pump");
                hubs.service.device("pump").awaitConnected(Agents.SOON);
            }
        }
    }
}
