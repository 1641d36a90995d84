package io.deckhand.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.deckhand.core.AgentBuilder;
import io.deckhand.core.HandlerDefinitionException;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The compiler and build() find the same, in the same words: of every mistake that agent-core's tests know. */
class SameMistakesTest {
    /** What the source of one class does not tell. */
    private static final Set<String> ONLY_AT_BUILD = Set.of(
            "aClassWithoutHandlers", // nobody said that it should have any
            "aClassInPlaceOfAnObject",
            "oneObjectTwice",
            "twoObjectsWithOneMethodName",
            "twoWhoReportOneProperty",
            "aMapperWithoutTheModule");

    @TempDir
    Path output;

    @ParameterizedTest
    @ValueSource(strings = {"MethodMisuseTest", "ParameterMisuseTest", "ListenerMisuseTest"})
    void theCompilerSaysWhatBuildSays(String file) throws Exception {
        Catalogue catalogue = Catalogue.of(Path.of(System.getProperty("deckhand.mistakes"), file + ".java"));
        assertThat(catalogue.tests()).hasSizeGreaterThan(15);

        List<String> atCompileTime =
                Compilation.of(output, catalogue.name(), catalogue.text()).errors();

        Compilation compiled = Compilation.withoutProcessor(output, catalogue.name(), catalogue.text());
        assertThat(compiled.errors()).isEmpty();
        List<String> atBuild = new ArrayList<>();
        for (String test : catalogue.tests()) {
            if (!ONLY_AT_BUILD.contains(test)) {
                atBuild.addAll(problemsOf(instances(compiled.load(catalogue.name() + "$" + test))));
            }
        }
        assertThat(atCompileTime).containsExactlyInAnyOrderElementsOf(atBuild);
    }

    @Test
    void aClassWithTwentyKindsOfMistakes() throws Exception {
        String name = "io.deckhand.processor.Machine";
        List<String> atCompileTime =
                Compilation.of(output, name, Mistakes.TWENTY).errors();

        Compilation compiled = Compilation.withoutProcessor(output, name, Mistakes.TWENTY);
        Constructor<?> constructor = compiled.load(name).getDeclaredConstructor();
        constructor.setAccessible(true);
        assertThat(atCompileTime).containsExactlyInAnyOrderElementsOf(problemsOf(List.of(constructor.newInstance())));
        assertThat(atCompileTime.stream().map(SameMistakesTest::kind).distinct())
                .hasSizeGreaterThanOrEqualTo(20);
    }

    /** {@return a sentence without the method that it is about, and without numbers} */
    private static String kind(String sentence) {
        return sentence.replaceFirst("^[^:]*: ", "").replaceAll("\\d+", "N");
    }

    /** {@return an object of each class that a test is about, but for those that another extends} */
    private static List<Object> instances(Class<?> test) throws Exception {
        List<Object> instances = new ArrayList<>();
        for (Class<?> type : test.getDeclaredClasses()) {
            boolean extended =
                    Arrays.stream(test.getDeclaredClasses()).anyMatch(other -> other.getSuperclass() == type);
            if (!extended && !Modifier.isAbstract(type.getModifiers())) {
                Constructor<?> constructor = type.getDeclaredConstructor();
                constructor.setAccessible(true);
                instances.add(constructor.newInstance());
            }
        }
        return instances;
    }

    private static List<String> problemsOf(List<Object> handlers) throws IOException {
        try {
            AgentBuilder.forConnectionString("HostName=127.0.0.1;DeviceId=d;SharedAccessKey=c2VjcmV0")
                    .handlers(handlers.toArray())
                    .build()
                    .close();
            return List.of();
        } catch (HandlerDefinitionException e) {
            return e.problems();
        }
    }
}
