package io.deckhand.examples.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deckhand.examples.release.Module.Dependency;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is published, before it is: the BOM, the jars and the list of licences. */
class ReleaseIT {
    private static final String OURS = "io.deckhand";
    private static final String METADATA = "META-INF/native-image/io.deckhand/agent-core/reachability-metadata.json";

    @Test
    void theBomHasEveryPublishedModuleAndNoOther() throws IOException {
        assertThat(Module.of("agent-bom").managed())
                .allMatch(dependency -> dependency.group().equals(OURS))
                .extracting(Dependency::artifact)
                .containsExactlyInAnyOrderElementsOf(jars().map(Module::name).toList());
    }

    @Test
    void theModulesOfTestsAndMeasurementsAreNotPublished() throws IOException {
        assertThat(Module.published())
                .extracting(Module::name)
                .contains("agent-bom", "agent-core", "agent-testkit")
                .doesNotContain("agent-examples", "agent-bench", "agent-compat");
    }

    @Test
    void everyJarHasTheLicencesInIt() throws IOException {
        for (Module module : jars().toList()) {
            try (JarFile jar = new JarFile(module.jar().toFile())) {
                for (String notice : List.of("LICENSE", "NOTICE", "THIRD-PARTY.txt")) {
                    assertThat(jar.getEntry("META-INF/" + notice))
                            .as("%s in %s", notice, module.name())
                            .isNotNull();
                }
            }
        }
    }

    @Test
    void theAgentHasItsMetadataForNativeImagesInItsJar() throws IOException {
        try (JarFile jar = new JarFile(Module.of("agent-core").jar().toFile())) {
            assertThat(new ObjectMapper()
                            .readTree(jar.getInputStream(jar.getJarEntry(METADATA)))
                            .path("reflection"))
                    .hasSizeGreaterThan(10);
        }
    }

    @Test
    void theListOfLicencesHasEveryDependencyOfThePublishedModules() throws IOException {
        Map<String, String> listed = ThirdParty.versions();
        List<String> used = jars().flatMap(module -> module.dependencies().stream())
                .filter(dependency ->
                        dependency.isPublished() && !dependency.group().equals(OURS))
                .map(dependency -> dependency.group() + ":" + dependency.artifact())
                .distinct()
                .toList();

        assertThat(used).hasSizeGreaterThan(10);
        assertThat(listed.keySet()).containsAll(used);
    }

    /** Of the libraries on this class path, which are most: docs/releasing.md says how to write the list anew. */
    @Test
    void theListOfLicencesHasTheVersionsInUse() throws IOException {
        Map<String, String> listed = ThirdParty.versions();
        List<String> names = Stream.of(
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .split(File.pathSeparator))
                .map(entry -> Path.of(entry).getFileName().toString())
                .toList();
        int compared = 0;
        for (Map.Entry<String, String> library : listed.entrySet()) {
            String artifact = library.getKey().substring(library.getKey().indexOf(':') + 1);
            if (names.stream().anyMatch(name -> name.matches(artifact + "-\\d.*\\.jar"))) {
                assertThat(names).contains(artifact + "-" + library.getValue() + ".jar");
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(20);
    }

    private static Stream<Module> jars() throws IOException {
        return Module.published().stream().filter(Module::hasJar);
    }
}
