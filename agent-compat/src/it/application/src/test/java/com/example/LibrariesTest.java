package com.example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The libraries are those that the build is for. */
class LibrariesTest {
    private static final List<String> CLASSES = List.of(
            "com.fasterxml.jackson.databind.ObjectMapper",
            "io.netty.handler.codec.mqtt.MqttDecoder",
            "org.apache.commons.lang3.StringUtils",
            "org.junit.jupiter.api.Test");

    @Test
    void areOfTheVersionsExpected() {
        Set<String> jars = CLASSES.stream().map(LibrariesTest::jar).collect(Collectors.toSet());
        Stream<String> beginnings = Arrays.stream(System.getProperty("expected").split(";"));
        beginnings.forEach(beginning -> assertTrue(jars.stream().anyMatch(jar -> jar.startsWith(beginning)), () -> "no "
                + beginning + " in " + jars));
    }

    private static String jar(String name) {
        try {
            Path jar = Path.of(Class.forName(name)
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return jar.getFileName().toString();
        } catch (ReflectiveOperationException | URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
