package io.deckhand.core.internal.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.CloudMessage;
import io.deckhand.CloudToDevice;
import io.deckhand.DesiredProperty;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.Disposition;
import io.deckhand.ModelComponent;
import io.deckhand.PayloadField;
import io.deckhand.Progress;
import io.deckhand.PropertyException;
import io.deckhand.Telemetry;
import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.testkit.CloudToDeviceMessage;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.MethodResult;
import io.deckhand.testkit.TelemetryMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What handlers do over AMQP and not over MQTT, and that a component does all of the rest. */
@LocalHubTest
class HandlersOverAmqpsTest {
    record Reading(double celsius) {}

    @ModelComponent("thermostat1")
    static final class Thermostat {
        final CountDownLatch release = new CountDownLatch(1);
        final CountDownLatch entered = new CountDownLatch(1);

        @DirectMethod
        String every(@PayloadField("interval") Duration interval) {
            return "every " + interval.toSeconds() + " s";
        }

        @DirectMethod(queue = 0)
        String slow() throws InterruptedException {
            entered.countDown();
            release.await();
            return "done";
        }

        @DirectMethod(timeoutSeconds = 1)
        String hangs() throws InterruptedException {
            new CountDownLatch(1).await();
            return "never";
        }

        @DirectMethod
        String fails() {
            throw new IllegalStateException("secret");
        }

        @DirectMethod(longRunning = true)
        String update(Progress progress) {
            progress.report(50, "half way");
            return "1.4";
        }

        @DesiredProperty("target")
        double target(double celsius) {
            if (celsius > 30) {
                throw new PropertyException(400, "At most 30 degrees.");
            }
            return celsius;
        }

        @Telemetry(everySeconds = 3600)
        Reading temperature() {
            return new Reading(21);
        }
    }

    private static DeviceAgent started(LocalHub hub, HubDevice device, Object handlers) {
        DeviceAgent agent = Agents.builder(Transport.AMQPS, hub, device, handlers)
                .modelId("dtmi:com:example:Greenhouse;1")
                .build();
        agent.start(Agents.SOON);
        return agent;
    }

    @Test
    void methodsAnswerAndAreKeptApart(LocalHub hub, HubDevice device) throws Exception {
        Thermostat thermostat = new Thermostat();
        try (DeviceAgent agent = started(hub, device, thermostat)) {
            CompletableFuture<MethodResult> slow =
                    device.invokeAsync("thermostat1*slow", "null", Agents.SOON, Duration.ZERO);
            thermostat.entered.await();
            assertThat(device.invoke("thermostat1*slow", "null").status()).isEqualTo(429);
            assertThat(device.invoke("thermostat1*every", "{\"interval\":\"PT5S\"}"))
                    .isEqualTo(new MethodResult(200, "\"every 5 s\""));
            MethodResult refused = device.invoke("thermostat1*every", "{\"interval\":5,\"more\":1}");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.payload()).contains("\"code\":\"payload-mismatch\"", "Unknown field 'more'");
            assertThat(device.invoke("every", "null").status()).isEqualTo(501);
            assertThat(device.invoke("thermostat1*hangs", "null").status()).isEqualTo(504);
            MethodResult failed = device.invoke("thermostat1*fails", "null");
            assertThat(failed.status()).isEqualTo(500);
            assertThat(failed.payload()).doesNotContain("secret");
            assertThat(slow).isNotDone();
            thermostat.release.countDown();
            assertThat(slow.get(20, TimeUnit.SECONDS).payload()).isEqualTo("\"done\"");
        }
    }

    @Test
    void propertiesAreAcknowledgedAndTelemetryIsTheComponents(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = started(hub, device, new Thermostat())) {
            TelemetryMessage message = device.awaitTelemetry(any -> true, Agents.SOON);
            assertThat(message.text()).isEqualTo("{\"celsius\":21.0}");
            assertThat(message.systemProperties()).containsEntry("dt-subject", "thermostat1");
            device.patchDesired("{\"thermostat1\":{\"__t\":\"c\",\"target\":20}}");
            await().atMost(Agents.SOON)
                    .untilAsserted(() ->
                            assertThat(device.reported()).contains("\"__t\":\"c\"", "\"ac\":200", "\"value\":20.0"));
            device.patchDesired("{\"thermostat1\":{\"target\":31}}");
            await().atMost(Agents.SOON)
                    .untilAsserted(() ->
                            assertThat(device.reported()).contains("\"ac\":400", "\"ad\":\"At most 30 degrees.\""));
        }
    }

    @Test
    void anOperationIsAcceptedAndItsResultReported(LocalHub hub, HubDevice device) {
        try (DeviceAgent agent = started(hub, device, new Thermostat())) {
            assertThat(device.invoke("thermostat1*update", "null").status()).isEqualTo(202);
            await().atMost(Agents.SOON)
                    .untilAsserted(() ->
                            assertThat(device.reported()).contains("\"status\":\"succeeded\"", "\"result\":\"1.4\""));
        }
    }

    /** Over MQTT there is no telling the hub. */
    @Test
    void whatIsAbandonedTheHubDeliversAgain(LocalHub hub, HubDevice device) {
        List<String> seen = new CopyOnWriteArrayList<>();
        Object listener = new Object() {
            @CloudToDevice
            Disposition notice(CloudMessage message) {
                seen.add(message.text());
                return seen.size() < 3 ? Disposition.ABANDON : Disposition.COMPLETE;
            }
        };
        try (DeviceAgent agent = started(hub, device, listener)) {
            device.sendCloudToDevice(CloudToDeviceMessage.of("again").messageId("a-1"));
            await().atMost(Agents.SOON).until(() -> device.pendingCloudToDevice() == 0);
            assertThat(seen).containsExactly("again", "again", "again");
        }
    }

    /** Over MQTT it is a dead letter alone. */
    @Test
    void whatIsRejectedIsADeadLetterAndTheHubDoesNotDeliverItAgain(LocalHub hub, HubDevice device) {
        List<String> seen = new CopyOnWriteArrayList<>();
        Object listener = new Object() {
            @CloudToDevice
            Disposition notice(CloudMessage message) {
                seen.add(message.text());
                return Disposition.REJECT;
            }

            @CloudToDevice(deadLetter = true)
            void lost(CloudMessage message) {
                seen.add("dead letter " + message.text());
            }
        };
        try (DeviceAgent agent = started(hub, device, listener)) {
            device.sendCloudToDevice(CloudToDeviceMessage.of("not mine"));
            await().atMost(Agents.SOON).until(() -> device.pendingCloudToDevice() == 0);
            hub.faults().cut(device);
            await().atMost(Agents.SOON).until(() -> hub.faults().connects(device) == 2);
            device.sendCloudToDevice(CloudToDeviceMessage.of("nor this"));
            await().atMost(Agents.SOON)
                    .untilAsserted(() -> assertThat(seen)
                            .containsExactly("not mine", "dead letter not mine", "nor this", "dead letter nor this"));
        }
    }
}
