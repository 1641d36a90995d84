package io.deckhand.examples;

import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.MethodResponse;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "reboot-device", description = "A device that reboots on 'rebootDevice', and reports the time.")
final class RebootDevice implements Callable<Integer> {
    @Mixin
    private DeviceProgram device = new DeviceProgram();

    @Mixin
    private PowerSwitch power = new PowerSwitch();

    @Option(names = "--real", description = "Restart this program's own process instead of simulating it.")
    private boolean real;

    @Option(names = "--reboot-time", defaultValue = "3", description = "Seconds a simulated reboot takes. Default: 3")
    private int seconds = 3;

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
            power.reportAndHalt(agent);
            if (real) {
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
        power.check(device);
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
