package io.deckhand.core.small;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs after all other tests of this module, which the recorder has watched: {@code mvn verify -Preflection}. */
@Tag("reflection")
class WholeRunTest {
    @Test
    void everyReflectiveAccessOfAllTestsIsInTheMetadataForNativeImages() throws Exception {
        List<String> accesses = Files.readAllLines(Path.of(System.getProperty("deckhand.accesses")));

        assertThat(accesses).hasSizeGreaterThan(50);
        assertThat(ReachabilityMetadata.ofTheClassPath().missing(accesses)).isEmpty();
    }
}
