package io.deckhand.bench.rows;

import io.deckhand.bench.BenchCommand;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The packaged hub, started as a user starts it. */
record HubJar(Path jar) {
    private static final String HOST = "127.77.0.1";
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long PATIENCE_SECONDS = 120;

    /** {@return the hub that was built with this bench; empty if it was not packaged} */
    static Optional<HubJar> find() throws URISyntaxException {
        Path bench = Path.of(BenchCommand.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path jar = bench.resolve("../../../agent-testkit/target/deckhand-hub.jar")
                .toAbsolutePath()
                .normalize();
        return Optional.of(new HubJar(jar)).filter(found -> Files.isRegularFile(found.jar()));
    }

    /** Writes an archive of its classes. */
    void archive(Path file, Path log) throws IOException, InterruptedException {
        Process writing = java(log, List.of(), "archive", file.toString());
        if (!writing.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || writing.exitValue() != 0) {
            writing.destroyForcibly();
            throw new IOException("No archive of the hub's classes was written; see " + log);
        }
    }

    /** {@return how long a hub takes from the start of its JVM until its info file is there} */
    long nanosUntilReady(List<String> jvmOptions, Path info, Path log) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process hub = java(
                log,
                jvmOptions,
                "start",
                "--host",
                HOST,
                "--https-port",
                "0",
                "--device",
                "d1",
                "--info",
                info.toString());
        try {
            while (!Files.exists(info)) {
                if (!hub.isAlive() || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                    throw new IOException("The hub did not start; see " + log);
                }
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
            return System.nanoTime() - start;
        } finally {
            hub.destroy();
            if (!hub.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                hub.destroyForcibly();
            }
        }
    }

    private Process java(Path log, List<String> jvmOptions, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }
}
