package io.deckhand.examples;

import io.deckhand.DeviceAgent;
import io.deckhand.DirectMethod;
import io.deckhand.MethodResponse;
import java.time.Instant;

/** The device of the tutorial on device management: answers {@code rebootDevice}, reboots, and reports when. */
final class RebootDevice {
    /** What the caller gets. */
    record Accepted(String state) {}

    private final Runnable reboot;

    RebootDevice(Runnable reboot) {
        this.reboot = reboot;
    }

    @DirectMethod
    MethodResponse rebootDevice(DeviceAgent agent) {
        return MethodResponse.ok(new Accepted("rebooting")).thenRun(() -> {
            reboot.run();
            agent.report("rebootTime", Instant.now());
        });
    }
}
