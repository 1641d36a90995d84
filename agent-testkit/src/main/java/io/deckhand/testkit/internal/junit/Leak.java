package io.deckhand.testkit.internal.junit;

import io.deckhand.testkit.HubDevice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A leftover of a test: its name, and the stack trace of a thread. */
record Leak(String what, List<StackTraceElement> stack) {

    /** {@return the current leftovers of these devices} */
    static List<Leak> of(List<HubDevice> devices) {
        List<Leak> leaks = new ArrayList<>();
        for (HubDevice device : devices) {
            if (device.isConnected()) {
                leaks.add(new Leak("an open connection of device '" + device.deviceId() + "'", List.of()));
            }
        }
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            if (thread.isAlive() && belongsToOne(thread, devices)) {
                leaks.add(new Leak("thread '" + thread.getName() + "'", List.of(stack)));
            }
        });
        return leaks;
    }

    static String describe(String test, Duration patience, List<Leak> leaks) {
        StringBuilder text = new StringBuilder("Test '" + test + "' left behind, " + patience.toSeconds()
                + " s after it ended (close its client in the test, for example with try-with-resources):");
        for (Leak leak : leaks) {
            text.append("\n- ").append(leak.what());
            for (StackTraceElement frame : leak.stack()) {
                text.append("\n      at ").append(frame);
            }
        }
        return text.toString();
    }

    private static boolean belongsToOne(Thread thread, List<HubDevice> devices) {
        // The current thread looks for leaks, and may be named after the test.
        return thread != Thread.currentThread()
                && devices.stream().anyMatch(device -> thread.getName().contains(device.deviceId()));
    }
}
