package io.deckhand.examples;

import io.deckhand.Delivery;
import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.MethodResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "reboot-device",
        description = "A device that answers 'rebootDevice', reboots, and reports when in its twin.")
final class RebootDevice implements Callable<Integer> {
    @Mixin
    private DeviceProgram device = new DeviceProgram();

    @Option(names = "--real", description = "Restart this program's own process instead of simulating it.")
    private boolean real;

    @Option(names = "--reboot-time", defaultValue = "3", description = "Seconds a simulated reboot takes. Default: 3")
    private int seconds = 3;

    @Option(
            names = "--halt",
            description =
                    "Report, and halt the program as a power switch would once the report is in its --store. Start it "
                            + "again, and the report goes out.")
    private boolean halt;

    private final AtomicBoolean rebooting = new AtomicBoolean();

    @DirectMethod
    MethodResponse rebootDevice(DeviceAgent agent) {
        if (rebooting.get()) {
            return MethodResponse.of(409, Map.of("Response", "The device is rebooting already"));
        }
        return MethodResponse.ok(Map.of("Response", "The device reboots now")).thenRun(() -> reboot(agent));
    }

    private void reboot(DeviceAgent agent) {
        if (rebooting.compareAndSet(false, true)) {
            device.say("Rebooting device...");
            if (halt) {
                agent.reportAsync("rebootTime", Instant.now());
                agent.flush(Duration.ofSeconds(10), Delivery.KEPT);
                Runtime.getRuntime().halt(0);
            } else if (real) {
                device.stop(OwnProcess.RESTART);
            } else if (device.sleep(seconds)) {
                report(agent);
                rebooting.set(false);
            }
        }
    }

    private void report(DeviceAgent agent) {
        device.say("Device rebooted.");
        agent.reportAsync("rebootTime", Instant.now()).thenRun(() -> device.say("Device twin updated: rebootTime"));
    }

    @Override
    public Integer call() throws Exception {
        device.require(!halt || device.hasStore(), "--halt needs --store DIR, or nothing would be left to report.");
        if (real && !OwnProcess.isChild()) {
            return OwnProcess.runAndRestart(device.arguments());
        }
        return device.run(this, agent -> {
            if (OwnProcess.wasRestarted()) {
                report(agent);
            }
        });
    }
}
