package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What docs/small.md says, done: its commands run as they are written there, with the delivered device. */
@LocalHubTest
@Execution(ExecutionMode.SAME_THREAD)
class SmallDeviceIT {
    @Test
    void itRunsOnARuntimeOfFourModules(LocalHub hub, HubDevice device) throws Exception {
        assertEquals(1, new Device(hub, device).run("rm -rf runtime\n" + Guide.commandsWith("jlink")));
        assertTrue(Files.readString(Device.DIRECTORY.resolve("runtime/release")).contains("jdk.crypto.ec"));
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_24)
    void itStartsFromAnArchiveOfItsClasses(LocalHub hub, HubDevice device) throws Exception {
        startTwice(hub, device, Guide.commandsWith("-XX:SharedArchiveFile="));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_25)
    void itStartsFromAnAheadOfTimeCache(LocalHub hub, HubDevice device) throws Exception {
        startTwice(hub, device, Guide.commandsWith("-XX:AOTCache="));
    }

    private static void startTwice(LocalHub hub, HubDevice device, String commands) throws Exception {
        String script = Guide.commandsWith("zip -q -d") + commands;
        assertEquals(2, new Device(hub, device).run(script, "-Xlog:class+load:file=loaded"));
        assertShared(" io.deckhand.", 200);
        assertShared(" com.microsoft.", 40);
    }

    /** Of the last JVM, which wrote over what those before it had loaded. */
    private static void assertShared(String classes, int least) throws IOException {
        List<String> loaded = Files.readAllLines(Device.DIRECTORY.resolve("loaded")).stream()
                .filter(line -> line.contains(classes) && !line.contains("Lambda"))
                .toList();
        long shared = loaded.stream()
                .filter(line -> line.contains("shared objects file"))
                .count();
        assertTrue(shared > least && shared > 0.9 * loaded.size(), shared + " of " + loaded.size() + classes);
    }

    @Test
    void itsJarsHaveTheMetadataForNativeImages() throws Exception {
        try (JarFile jar = new JarFile(Device.DIRECTORY.resolve("device.jar").toFile())) {
            assertNotNull(jar.getEntry("META-INF/native-image/io.deckhand.handlers/com.example.Pump/"
                    + "reachability-metadata.json"));
        }
        for (Path ours : jarsOfDeckhand()) {
            try (JarFile jar = new JarFile(ours.toFile())) {
                for (String notice : List.of("LICENSE", "NOTICE", "THIRD-PARTY.txt")) {
                    assertNotNull(jar.getEntry("META-INF/" + notice), ours + ": " + notice);
                }
                if (ours.getFileName().toString().startsWith("agent-core-")) {
                    assertNotNull(jar.getEntry(
                            "META-INF/native-image/io.deckhand/agent-core/reachability-metadata.json"));
                }
            }
        }
    }

    private static List<Path> jarsOfDeckhand() throws IOException {
        try (Stream<Path> jars = Files.list(Device.DIRECTORY.resolve("lib"))) {
            List<Path> ours = jars.filter(jar -> jar.getFileName().toString().startsWith("agent-"))
                    .toList();
            assertEquals(2, ours.size(), "agent-api and agent-core");
            return ours;
        }
    }
}
