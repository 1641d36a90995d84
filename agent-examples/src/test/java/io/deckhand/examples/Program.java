package io.deckhand.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program in a process of its own, started as a user would; it never outlives its test. */
final class Program implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int INTERRUPTED = 128 + 2;
    private static final int SIGINT_BIT = 1 << 1;

    private final Path out;
    private final Path err;
    private final Process process;

    private Program(Path directory, Map<String, String> environment, Path jar, List<String> arguments)
            throws IOException {
        out = Files.createTempFile(directory, "program", ".out");
        err = Files.createTempFile(directory, "program", ".err");
        List<String> command = new ArrayList<>(listeningToCtrlC());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Two cores may serve many of these at a time; starting fast matters more than running fast.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", jar.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("IOTHUB_"));
        builder.environment().putAll(environment);
        process = builder.start();
    }

    static Program hub(Path directory, String... arguments) throws IOException {
        Path jar = Path.of("..", "agent-testkit", "target", "deckhand-hub.jar").toAbsolutePath();
        return new Program(directory, Map.of(), jar, List.of(arguments));
    }

    static Program example(Path directory, String... arguments) throws IOException {
        return example(directory, Map.of(), arguments);
    }

    static Program example(Path directory, Map<String, String> environment, String... arguments) throws IOException {
        Path jar = Path.of("target", "deckhand-examples.jar").toAbsolutePath();
        return new Program(directory, environment, jar, List.of(arguments));
    }

    /** Runs a program to its end. */
    static Program run(Path directory, String... arguments) throws Exception {
        try (Program program = example(directory, arguments)) {
            program.awaitExit();
            return program;
        }
    }

    /** Runs a program that cannot do what it is asked, and says why in one line. */
    static Program fail(Path directory, String reason, String... arguments) throws Exception {
        return run(directory, arguments).hasFailed(reason);
    }

    Program hasFailed(String reason) throws InterruptedException {
        assertThat(awaitExit()).isEqualTo(1);
        assertThat(err()).containsExactly(reason);
        return this;
    }

    int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as(() -> "ended in time; so far: " + out() + err())
                .isTrue();
        return process.exitValue();
    }

    int exitCode() {
        return process.exitValue();
    }

    Program awaitLine(String line) {
        return awaitLines(line, 1);
    }

    /** Waits until so many lines contain this text. */
    Program awaitLines(String text, long count) {
        await().pollInterval(Duration.ofMillis(50))
                .atMost(PATIENCE)
                .until(() -> lines(text) >= count || !process.isAlive());
        assertThat(lines(text)).as(() -> "'" + text + "' in " + out() + err()).isGreaterThanOrEqualTo(count);
        return this;
    }

    long lines(String text) {
        return out().stream().filter(line -> line.contains(text)).count();
    }

    void pressCtrlC() throws Exception {
        signal("INT");
        assertThat(awaitExit()).as(() -> "exit code; so far: " + out() + err()).isEqualTo(INTERRUPTED);
    }

    int terminate() throws Exception {
        signal("TERM");
        return awaitExit();
    }

    /** {@code STOP} freezes it: its connection stays, and nobody answers. {@code CONT} lets it go on. */
    void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** Where this process ignores Ctrl-C, as in the background of a script, those it starts would inherit that. */
    private static List<String> listeningToCtrlC() throws IOException {
        Path status = Path.of("/proc/self/status");
        boolean ignored = Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .map(line -> line.substring("SigIgn:".length()).strip())
                        .anyMatch(signals -> (Long.parseUnsignedLong(signals, 16) & SIGINT_BIT) != 0);
        return ignored ? List.of("env", "--default-signal=INT") : List.of();
    }

    List<ProcessHandle> children() {
        return process.descendants().toList();
    }

    List<String> out() {
        return read(out);
    }

    /** {@return {@link #out()} without the lines that a program writes while an answer takes long, as on a busy machine} */
    List<String> outWithoutProgress() {
        return out().stream().filter(line -> !line.startsWith("Still waiting")).toList();
    }

    List<String> err() {
        return read(err);
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
