package io.deckhand.examples;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "reboot-and-watch",
        description = "Reboots a device, and watches its twin until it reports the time of the reboot.")
final class RebootAndWatch implements Callable<Integer> {
    @Mixin
    private CallOptions call = new CallOptions();

    @Option(
            names = "--watch",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "How long to watch the twin. Default: ${DEFAULT-VALUE}")
    private int watchSeconds = 120;

    @Override
    public Integer call() throws Exception {
        try (BackEnd backEnd = call.connect()) {
            Optional<String> before = backEnd.lastReboot(call.device());
            call.out().println("Invoking device to reboot...");
            if (!call.call(backEnd, "rebootDevice", "null")) {
                return 1;
            }
            call.out().println();
            call.out().println("Successfully invoked the device to reboot.");
            call.out().println("Last reboot time: " + watch(backEnd, before));
            return 0;
        }
    }

    /** Waits for another time than before; also waits while the hub is unavailable. */
    private String watch(BackEnd backEnd, Optional<String> before) throws Exception {
        Retry retry = new Retry(call.out(), Duration.ofSeconds(watchSeconds));
        while (retry.isInTime()) {
            try {
                Optional<String> now = backEnd.lastReboot(call.device());
                if (now.isPresent() && !now.equals(before)) {
                    return now.get();
                }
                retry.after("Waiting for device to report last reboot time...");
            } catch (BackEndException e) {
                retry.after(e);
            }
        }
        throw new IllegalStateException(
                "Device '" + call.device() + "' did not report a reboot within " + watchSeconds + " s.");
    }
}
