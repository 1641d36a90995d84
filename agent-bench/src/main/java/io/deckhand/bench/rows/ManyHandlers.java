package io.deckhand.bench.rows;

import io.deckhand.DeviceAgent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A class with a given number of direct methods, compiled into a directory of its own. */
record ManyHandlers(Path classPath, String className) implements AutoCloseable {

    static ManyHandlers compile(int handlers) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException("This row compiles a class: run the bench with a JDK.");
        }
        Path directory = Files.createTempDirectory("deckhand-bench-handlers");
        String name = "Handlers" + handlers;
        Path source = Files.writeString(directory.resolve(name + ".java"), source(name, handlers));
        int failed = compiler.run(
                null,
                null,
                null,
                List.of("-proc:none", "-d", directory.toString(), "-cp", classPathOfHandlers(), source.toString())
                        .toArray(String[]::new));
        if (failed != 0) {
            throw new IllegalStateException("The handlers did not compile");
        }
        return new ManyHandlers(directory, name);
    }

    private static String classPathOfHandlers() {
        return DeviceAgent.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
    }

    private static String source(String name, int handlers) {
        String methods = IntStream.range(0, handlers)
                .mapToObj(i -> "  @io.deckhand.DirectMethod public Reply method%d(Request request) { return null; }%n"
                        .formatted(i))
                .collect(Collectors.joining());
        return """
                public final class %s {
                  public record Request(String sensor, int samples) {}
                  public record Reply(String sensor, double value) {}
                %s}
                """.formatted(name, methods);
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(classPath)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
