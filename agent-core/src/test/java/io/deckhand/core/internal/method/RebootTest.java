package io.deckhand.core.internal.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.MethodResponse;
import io.deckhand.Transport;
import io.deckhand.core.Agents;
import io.deckhand.testkit.ActiveFault;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.HubPacket;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import io.deckhand.testkit.MethodResult;
import io.deckhand.testkit.PacketFault;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A device that reboots loses neither its answer nor its report. */
@LocalHubTest
class RebootTest {
    static final class Maintenance {
        final AtomicInteger reboots = new AtomicInteger();
        final CompletableFuture<String> thread = new CompletableFuture<>();

        @DirectMethod
        MethodResponse rebootDevice(DeviceAgent agent) {
            return MethodResponse.ok("rebooting").thenRun(() -> {
                reboots.incrementAndGet();
                thread.complete(Thread.currentThread().getName());
                agent.report("rebootTime", Instant.parse("2026-01-02T03:04:05Z"));
            });
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void theRebootFollowsTheAnswerAndIsReported(Transport transport, LocalHub hub, HubDevice device) throws Exception {
        Maintenance maintenance = new Maintenance();
        try (DeviceAgent agent = Agents.started(transport, hub, device, maintenance)) {
            assertThat(device.invoke("rebootDevice", "null")).isEqualTo(new MethodResult(200, "\"rebooting\""));
            await().untilAsserted(
                            () -> assertThat(device.reported()).contains("\"rebootTime\":\"2026-01-02T03:04:05Z\""));
            assertThat(maintenance.reboots).hasValue(1);
            assertThat(maintenance.thread.get(5, TimeUnit.SECONDS)).startsWith("deckhand-" + agent.deviceId());
        }
    }

    /** The idiom of the README: answered, reported, rebooted; {@code wait} is how long the report may take. */
    static final class RealReboot {
        final CompletableFuture<String> twinAtReboot = new CompletableFuture<>();
        private final HubDevice device;
        private final Runnable beforeReport;
        private final Duration wait;

        RealReboot(HubDevice device, Runnable beforeReport, Duration wait) {
            this.device = device;
            this.beforeReport = beforeReport;
            this.wait = wait;
        }

        @DirectMethod
        MethodResponse rebootDevice(DeviceAgent agent) {
            return MethodResponse.ok("rebooting").thenRun(() -> {
                beforeReport.run();
                agent.reportAsync("rebootTime", Instant.parse("2026-01-02T03:04:05Z"));
                agent.flush(wait);
                twinAtReboot.complete(device.reported());
            });
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void theReportIsInTheTwinBeforeTheDeviceReboots(Transport transport, LocalHub hub, HubDevice device) {
        RealReboot maintenance = new RealReboot(device, () -> {}, Agents.SOON);
        try (DeviceAgent agent = Agents.started(transport, hub, device, maintenance)) {
            assertThat(device.invoke("rebootDevice", "null").status()).isEqualTo(200);
            assertThat(maintenance.twinAtReboot)
                    .succeedsWithin(Agents.SOON)
                    .asString()
                    .contains("\"rebootTime\":\"2026-01-02T03:04:05Z\"");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void aDeviceThatWentOfflineRebootsAllTheSame(Transport transport, LocalHub hub, HubDevice device) {
        RealReboot maintenance = new RealReboot(device, () -> hub.faults().silence(device), Duration.ofMillis(200));
        try (DeviceAgent agent = Agents.started(transport, hub, device, maintenance)) {
            assertThat(device.invoke("rebootDevice", "null").status()).isEqualTo(200);
            assertThat(maintenance.twinAtReboot)
                    .succeedsWithin(Agents.SOON)
                    .asString()
                    .doesNotContain("rebootTime");
        }
    }

    @Test
    void aHandlerThatClosesTheAgentGoesOnAfterwards(LocalHub hub, HubDevice device) {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Object handler = new Object() {
            @DirectMethod
            MethodResponse rebootDevice(DeviceAgent agent) {
                return MethodResponse.ok("rebooting").thenRun(() -> {
                    agent.reportAsync("rebootTime", 1);
                    agent.close();
                    interrupted.complete(Thread.currentThread().isInterrupted());
                });
            }
        };
        try (DeviceAgent agent = Agents.started(hub, device, handler)) {
            device.invoke("rebootDevice", "null");
            assertThat(interrupted).succeedsWithin(Agents.SOON).isEqualTo(false);
            assertThat(device.reported()).contains("\"rebootTime\":1");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void anAnswerTheHubNeverAcknowledgesIsNotFollowedByAReboot(Transport transport, LocalHub hub, HubDevice device)
            throws Exception {
        CompletableFuture<Void> entered = new CompletableFuture<>();
        CompletableFuture<Void> go = new CompletableFuture<>();
        AtomicInteger reboots = new AtomicInteger();
        Object handler = new Object() {
            @DirectMethod
            MethodResponse rebootDevice() {
                entered.complete(null);
                go.join();
                return MethodResponse.ok(null).thenRun(reboots::incrementAndGet);
            }
        };
        try (DeviceAgent agent = Agents.started(transport, hub, device, handler)) {
            CompletableFuture<MethodResult> call =
                    device.invokeAsync("rebootDevice", "null", Duration.ofSeconds(10), Duration.ZERO);
            entered.get(10, TimeUnit.SECONDS);
            hub.faults().cut(device);
            await().until(() -> hub.faults().connects(device) == 2);
            go.complete(null);
            assertThat(call).failsWithin(Duration.ofSeconds(15));
            agent.send("still alive");
            assertThat(reboots).hasValue(0);
        }
    }

    /** The caller has the answer, but that is nothing the device can know. */
    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void anAnswerWhoseAcknowledgementIsLostIsNotFollowedByARebootEither(
            Transport transport, LocalHub hub, HubDevice device) {
        Maintenance maintenance = new Maintenance();
        try (DeviceAgent agent = Agents.started(transport, hub, device, maintenance)) {
            agent.send("ready"); // the acknowledgements of all before have passed with its own
            ActiveFault cut = hub.faults()
                    .inject(PacketFault.cut(HubPacket.PUBACK).of(device).times(1));

            assertThat(device.invoke("rebootDevice", "null").status()).isEqualTo(200);
            await().until(() -> hub.faults().connects(device) == 2);
            agent.send("still alive");

            assertThat(cut.strikes()).isEqualTo(1);
            assertThat(maintenance.reboots).hasValue(0);
        }
    }
}
