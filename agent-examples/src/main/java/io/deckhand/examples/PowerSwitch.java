package io.deckhand.examples;

import io.deckhand.Delivery;
import io.deckhand.DeviceAgent;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Option;

/** A reboot as by a power switch: nothing but what is on disk survives. */
final class PowerSwitch {
    @Option(
            names = "--halt",
            description =
                    "Report, and halt the program as a power switch would once the report is in its --store. Start it "
                            + "again, and the report goes out.")
    private boolean halt;

    void check(DeviceProgram device) {
        device.require(!halt || device.hasStore(), "--halt needs --store DIR, or nothing would be left to report.");
    }

    /** Does nothing, if the device is not to be halted. */
    void reportAndHalt(DeviceAgent agent) {
        if (halt) {
            agent.reportAsync("rebootTime", Instant.now());
            agent.flush(Duration.ofSeconds(10), Delivery.KEPT);
            Runtime.getRuntime().halt(0);
        }
    }
}
