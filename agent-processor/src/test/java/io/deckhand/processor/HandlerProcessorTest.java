package io.deckhand.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandlerProcessorTest {
    @TempDir
    Path output;

    private Compilation compile(String members, String... options) {
        return Compilation.of(output, "app.Pump", source(members), options);
    }

    private static String source(String members) {
        return "package app;\nimport io.deckhand.*;\nimport java.util.*;\nclass Pump {\n" + members + "\n}\n";
    }

    @Test
    void aMistakeIsSaidAtItsMethodOrParameter() {
        String members =
                "@DirectMethod(timeoutSeconds = 0) void reboot() {}\n @DirectMethod void start(Runnable work) {}";
        Compilation compilation = compile(members);

        assertThat(compilation.placeOf("timeoutSeconds is 0", source(members))).startsWith("reboot()");
        assertThat(compilation.placeOf("Runnable is an interface", source(members)))
                .isEqualTo("work");
    }

    @Test
    void aClassWithoutMistakesCompilesSilently() {
        Compilation compilation = compile("""
                record Order(int count, Optional<String> note) {}
                sealed interface Shape permits Circle {}
                record Circle(double radius) implements Shape {}
                static class Bean { private int level; public int getLevel() { return level; } }
                @DirectMethod Order start(Order order, DeviceAgent agent, Deadline deadline) { return order; }
                @DirectMethod List<Order> all(List<Order> orders) { return orders; }
                @DirectMethod void bean(Bean bean) {}
                @DirectMethod void map(Map<UUID, Order> orders) {}
                @DesiredProperty("target") double target(@PayloadField("a") double celsius) { return celsius; }
                """);

        assertThat(compilation.diagnostics()).isEmpty();
    }

    @Test
    void typesThatAnotherMapperMightBindAreLeftToBuildIfTheApplicationSaysSo() {
        String members = "interface Order {}\n @DirectMethod void start(Order order) {}";

        assertThat(compile(members).errors())
                .containsExactly(
                        "Pump.start, parameter order: Order is an interface, and JSON does not say which class. Use "
                                + "a record.");
        assertThat(compile(members).diagnostics())
                .anySatisfy(note -> assertThat(note.getMessage(null)).contains("-Adeckhand.objectMapper=own"));
        assertThat(compile(members, "-Adeckhand.objectMapper=own").diagnostics())
                .isEmpty();
    }

    @Test
    void aClassWithAnnotationsThatMayMatterIsLeftToBuild() {
        assertThat(compile("@interface Data {}\n @Data static class Order { int count; }\n"
                                + "@DirectMethod void start(Order order) {}")
                        .diagnostics())
                .isEmpty();
    }

    @Test
    void aMistakeThatSeveralClassesInheritIsSaidOnce() {
        assertThat(compile("""
                                static abstract class Machine { @DirectMethod("a/b") void reboot() {} }
                                static class Fan extends Machine {}
                                static class Heater extends Machine {}
                                """).errors()).hasSize(1);
    }

    @Test
    void handlersAndTheirTypesAreInTheMetadataForNativeImages() {
        Compilation compilation = compile("""
                record Order(int count, Detail detail) {}
                record Detail(String note) {}
                record Reply(List<Level> levels) {}
                enum Level { LOW, HIGH }
                static class Machine { @DirectMethod void stop() {} }
                static class Fan extends Machine { @DirectMethod Reply start(Order order) { return null; } }
                """);

        String file = "META-INF/native-image/io.deckhand.handlers/app.Pump_Fan/reachability-metadata.json";
        assertThat(compilation.resources()).contains(file);
        assertThat(compilation.text(file))
                .contains("{ \"type\": \"app.Pump$Fan\", \"allDeclaredMethods\": true }")
                .contains("{ \"type\": \"app.Pump$Machine\", \"allDeclaredMethods\": true }")
                .contains(
                        "{ \"type\": \"app.Pump$Order\", \"allDeclaredConstructors\": true, \"allDeclaredMethods\": true, "
                                + "\"allDeclaredFields\": true }")
                .contains("app.Pump$Detail", "app.Pump$Reply", "app.Pump$Level")
                .doesNotContain("java.util", "io.deckhand.DeviceAgent");
    }

    @Test
    void gradleIsToldThatTheProcessorIsIsolating() throws IOException {
        try (InputStream file =
                HandlerProcessor.class.getResourceAsStream("/META-INF/gradle/incremental.annotation.processors")) {
            assertThat(new String(file.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualToIgnoringNewLines(HandlerProcessor.class.getName() + ",isolating");
        }
    }
}
