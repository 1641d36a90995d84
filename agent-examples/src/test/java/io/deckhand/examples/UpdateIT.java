package io.deckhand.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Update, restart, report: an operation that ends in another process than the one that began it. */
class UpdateIT {
    private static final String CONNECTED = "' is connected. Press Ctrl-C to stop.";

    @TempDir
    static Path directory;

    static Hub hub;

    @BeforeAll
    static void startHub() throws Exception {
        hub = new Hub(directory, "127.203.0.15");
    }

    @AfterAll
    static void stopHub() {
        hub.close();
    }

    private static Program device(String id, String... options) throws Exception {
        String[] all = Stream.concat(
                        Stream.of(
                                "update-device",
                                "--device",
                                id,
                                "--store",
                                directory.resolve(id).toString()),
                        Stream.of(options))
                .toArray(String[]::new);
        return Program.example(directory, all);
    }

    private static Program watch(String id) throws Exception {
        return Program.example(directory, "update-and-watch", "--device", id, "--to", "2.0", "--watch", "120");
    }

    private static String last(Program watch) {
        List<String> lines = watch.out();
        return lines.get(lines.size() - 1);
    }

    @Test
    void anUpdateSucceedsAfterTheDeviceRestartedItself() throws Exception {
        try (Program device = device("d1", "--block-time", "0")) {
            device.awaitLine(CONNECTED);
            try (Program watch = watch("d1")) {
                assertThat(watch.awaitExit())
                        .as(() -> watch.err() + " " + device.out())
                        .isZero();
                assertThat(last(watch)).contains("\"status\":\"succeeded\"", "\"result\":\"2.0\"", "\"percent\":100");
            }
            assertThat(device.out())
                    .containsSubsequence(
                            "Running version 1.0", "Restarting ...", "Running version 2.0", "Updated to version 2.0")
                    .containsOnlyOnce("Restarting ...");
            assertThat(device.terminate()).isPositive();
        }
    }

    @Test
    void anUpdateSucceedsThoughItsProcessIsKilledInTheMidstAndHaltedAtItsEnd() throws Exception {
        try (Program watch = watchAfter(device("d2", "--halt", "--block-time", "30"))) {
            try (Program device = device("d2", "--halt", "--block-time", "0")) {
                assertThat(device.awaitExit()).as(device.out().toString()).isZero();
                assertThat(device.lines("block 5 of 5")).as("written anew").isEqualTo(1);
            }
            assertThat(Files.readString(directory.resolve("d2.firmware"))).isEqualTo("2.0\n");
            try (Program device = device("d2", "--halt")) {
                assertThat(watch.awaitExit())
                        .as(() -> watch.err() + " " + device.out())
                        .isZero();
                assertThat(last(watch)).contains("\"status\":\"succeeded\"", "\"result\":\"2.0\"");
                assertThat(device.lines("Writing")).isZero();
            }
        }
    }

    @Test
    void anUpdateThatTheBootLoaderRolledBackHasFailed() throws Exception {
        try (Program watch = watchAfter(device("d3", "--halt", "--block-time", "30"))) {
            try (Program device = device("d3", "--halt", "--block-time", "0")) {
                assertThat(device.awaitExit()).as(device.out().toString()).isZero();
            }
            Files.writeString(directory.resolve("d3.firmware"), "1.0");
            try (Program device = device("d3")) {
                assertThat(watch.awaitExit())
                        .as(() -> watch.err() + " " + device.out())
                        .isEqualTo(1);
                assertThat(last(watch)).contains("\"status\":\"failed\"", "It still runs 1.0");
            }
        }
    }

    /** Has a device begin the update, and kills it in the first block. {@return who watches} */
    private static Program watchAfter(Program device) throws Exception {
        try (device) {
            device.awaitLine(CONNECTED);
            String id = device.out().get(1).split("'", -1)[1];
            Program watch = watch(id);
            watch.awaitLine("\"status\":\"running\"");
            device.awaitLine("Writing version 2.0, block 1 of 5");
            return watch;
        }
    }
}
