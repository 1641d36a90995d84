package io.deckhand.examples;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "reboot-and-watch",
        description = "Has a device reboot, and watches its twin until it reports the time of that reboot.")
final class RebootAndWatch implements Callable<Integer> {
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(1);

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

    /** Waits for another time than before; a hub that is away for a while is waited for. */
    private String watch(BackEnd backEnd, Optional<String> before) throws Exception {
        long giveUp = System.nanoTime() + Duration.ofSeconds(watchSeconds).toNanos();
        while (System.nanoTime() < giveUp) {
            Optional<String> now = look(backEnd, before);
            if (now.isPresent() && !now.equals(before)) {
                return now.get();
            }
            call.out().println("Waiting for device to report last reboot time...");
            Thread.sleep(LOOK_AGAIN_AFTER.toMillis());
        }
        throw new IllegalStateException(
                "Device '" + call.device() + "' did not report a reboot within " + watchSeconds + " s.");
    }

    private Optional<String> look(BackEnd backEnd, Optional<String> before) throws BackEndException {
        try {
            return backEnd.lastReboot(call.device());
        } catch (BackEndException e) {
            if (!e.isUnreached()) {
                throw e;
            }
            call.out().println(e.getMessage() + " Trying again.");
            return before;
        }
    }
}
