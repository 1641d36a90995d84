package io.deckhand.core.small;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs after all other tests of a module, which {@link ReflectionRecorder} has watched: {@code mvn test -Preflection}. */
@Tag("reflection")
class WholeRunTest {
    @Test
    void everyReflectiveAccessOfAllTestsIsInTheMetadataForNativeImages() throws Exception {
        for (String file : System.getProperty("deckhand.accesses").split(",", -1)) {
            List<String> accesses = Files.readAllLines(Path.of(file));

            assertThat(accesses).hasSizeGreaterThan(5); // a run that was watched
            assertThat(ReachabilityMetadata.ofTheClassPath().missing(accesses))
                    .as(file)
                    .isEmpty();
        }
    }
}
