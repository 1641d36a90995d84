package io.deckhand.core.small;

import static org.assertj.core.api.Assertions.assertThat;

import io.deckhand.Transport;
import io.deckhand.testkit.HubDevice;
import io.deckhand.testkit.LocalHub;
import io.deckhand.testkit.LocalHubTest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@LocalHubTest
class SmallRuntimeTest {
    /** What docs/small.md says a runtime has to have. */
    private static final String MODULES = "java.base,java.logging,java.naming,jdk.crypto.ec";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void anAgentNeedsNoOtherModulesOfTheJdk(Transport transport, LocalHub hub, HubDevice device) throws Exception {
        new SmallRuntime(hub, device, directory).run(transport, "--limit-modules", MODULES);
    }

    @Test
    void theGuideNamesTheseModules() throws Exception {
        assertThat(Files.readString(Path.of("../docs/small.md"))).contains("--add-modules " + MODULES);
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQPS"})
    void everyReflectiveAccessIsInTheMetadataForNativeImages(Transport transport, LocalHub hub, HubDevice device)
            throws Exception {
        Path accesses = directory.resolve("accesses");
        new SmallRuntime(hub, device, directory)
                .run(transport, "-javaagent:" + ReflectionRecorder.jar(directory) + "=" + accesses);

        assertThat(Files.readAllLines(accesses)).hasSizeGreaterThan(10);
        assertThat(ReachabilityMetadata.ofTheClassPath().missing(Files.readAllLines(accesses)))
                .isEmpty();
    }
}
