package io.deckhand.core.guide.migrating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import io.deckhand.CloudMessage;
import io.deckhand.CloudToDevice;
import io.deckhand.ConnectionChange;
import io.deckhand.ConnectionTransition;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.Receipt;
import io.deckhand.SendOptions;
import io.deckhand.Transport;
import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Agents;
import io.deckhand.core.Credentials;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@LocalHubTest
class MigratingGuideTest {
    private final List<String> journal = new CopyOnWriteArrayList<>();

    // region after-methods
    record Speed(int rpm) {}

    static final class Fan {
        @DirectMethod
        Speed setSpeed(Speed wanted) { // on a thread of the agent; an unknown name is answered with 501
            return new Speed(wanted.rpm() + 1);
        }
    }
    // endregion

    // region after-desired
    final class Climate {
        @DesiredProperty("target") // also if it was changed while the device was away; once for each change
        double target(double celsius) {
            journal.add("target " + celsius);
            return celsius; // reported under the same name
        }
    }
    // endregion

    // region after-messages
    final class Display {
        @CloudToDevice
        void show(CloudMessage message) { // returning completes it; after some attempts, throwing rejects it
            journal.add(message.text());
        }
    }
    // endregion

    // region after-status
    final class Connection {
        @ConnectionChange // to know, not to act: the agent connects again by itself, for as long as it is open
        void changed(ConnectionTransition transition) {
            journal.add(transition.current().name());
        }
    }
    // endregion

    private AgentBuilder opening(String connectionString) {
        // region after-open
        AgentBuilder builder = AgentBuilder.forConnectionString(connectionString)
                .transport(Transport.MQTT)
                .handlers(new Fan(), new Climate(), new Display(), new Connection()); // before it opens, and for good
        // endregion
        return builder;
    }

    @Test
    void theDeviceDoesAsBefore(LocalHub hub, HubDevice device, @TempDir Path directory) throws IOException {
        try (DeviceAgent agent = opening(device.connectionString())
                .sslContext(hub.sslContext())
                .operationTimeout(Agents.SOON)
                .build()) {
            agent.start(Agents.SOON);

            assertThat(device.invoke("setSpeed", "{\"rpm\":700}").payload()).isEqualTo("{\"rpm\":701}");
            device.patchDesired("{\"target\":21}");
            device.sendCloudToDevice(CloudToDeviceMessage.of("hello"));
            await().atMost(Agents.SOON)
                    .untilAsserted(() -> assertThat(journal).contains("CONNECTED", "target 21.0", "hello"));
            talk(agent);
            await().atMost(Agents.SOON)
                    .untilAsserted(() -> assertThat(device.reported()).contains("1.4"));
            await().atMost(Agents.SOON).until(() -> device.telemetry().size() >= 2);
            upload(agent, Files.writeString(directory.resolve("boot.txt"), "up"));
            assertThat(device.uploadedFiles()).hasSize(1);
            finish(agent);
        }
    }

    private void talk(DeviceAgent agent) {
        // region after-reported
        agent.report("firmware", "1.4");
        // endregion
        // region after-telemetry
        record Reading(double celsius) {}

        Receipt receipt = agent.sendAsync(new Reading(21.5), SendOptions.NONE.property("alert", "false"));
        receipt.whenComplete((nothing, failure) -> journal.add(failure == null ? "acknowledged" : "lost: " + failure));
        agent.send(new Reading(21.6)); // returns when the hub has it; sendAsync is for a device that may be away
        // endregion
    }

    private static void upload(DeviceAgent agent, Path file) {
        // region after-upload
        agent.upload("logs/boot.txt", file); // in blocks, each again after a lost connection; then tells the hub
        // endregion
    }

    private static void finish(DeviceAgent agent) {
        // region after-close
        boolean all = agent.flush(Duration.ofSeconds(30)); // whether everything accepted has arrived
        agent.close();
        // endregion
        assertThat(all).isTrue();
    }

    /** So that a call that a newer client adds is not forgotten. */
    @Test
    void thePageNamesEveryCallOfTheDeviceClientAndEveryOption() throws IOException {
        String page = Files.readString(Path.of("../docs/migrating.md"));
        assertThat(Stream.concat(calls(DeviceClient.class), calls(ClientOptions.ClientOptionsBuilder.class)))
                .hasSizeGreaterThan(30)
                .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }

    private static Stream<String> calls(Class<?> type) {
        return Stream.of(type.getMethods())
                .filter(method -> method.getDeclaringClass() != Object.class)
                .map(Method::getName)
                .filter(name -> !name.equals("build") && !name.equals("toString"))
                .distinct();
    }

    @Test
    void identitiesAreCredentials() {
        assertThat(identity("hub.example", Path.of("certificate.pem"), Path.of("key.pem"), "key"))
                .isNotNull();
    }

    private static AgentBuilder identity(String hostName, Path certificate, Path privateKey, String key) {
        // region after-identity
        AgentBuilder byKey = AgentBuilder.forDevice(hostName, "fan-1", Credentials.sharedAccessKey("a2V5"));

        AgentBuilder byCertificate = AgentBuilder.forDevice(
                hostName, "fan-1", Credentials.pemFiles(certificate, privateKey)); // read again when they change
        // endregion
        return key.isEmpty() ? byKey : byCertificate;
    }
}
