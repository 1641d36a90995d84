package io.deckhand.examples;

import io.deckhand.Delivery;
import io.deckhand.DeviceAgent;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Option;

/** Simulates a power cut: only data on disk survives. */
final class PowerSwitch {
    @Option(
            names = "--halt",
            description = "Report, and halt the program like a power cut once the report is in its --store. After the "
                    + "next start, the report is sent.")
    private boolean halt;

    void check(DeviceProgram device) {
        device.require(!halt || device.hasStore(), "--halt needs --store DIR: without it, the report would be lost.");
    }

    /** Does nothing without the option. */
    void reportAndHalt(DeviceAgent agent) {
        if (halt) {
            agent.reportAsync("rebootTime", Instant.now());
            agent.flush(Duration.ofSeconds(10), Delivery.KEPT);
            Runtime.getRuntime().halt(0);
        }
    }
}
