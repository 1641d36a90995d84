package io.deckhand.testkit.internal.cli;

import io.deckhand.testkit.internal.server.LoopbackAddress;
import io.deckhand.testkit.internal.server.PortsWanted;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Creates an archive of the hub's classes (AppCDS), which reduces the hub's start to less than half the time. */
@Command(
        name = "archive",
        description = "Writes an archive of the hub's classes, which reduces its start to less than half the time. "
                + "Starts a hub once to create it. Create it again after changing the jar or Java.",
        footer = {
            "",
            "Example:",
            "  java -jar deckhand-hub.jar archive",
            "  java -XX:SharedArchiveFile=deckhand-hub.jsa -jar deckhand-hub.jar start"
        })
final class ArchiveCommand implements Callable<Integer> {
    private static final long LIMIT_SECONDS = 120;
    private static final long LOOK_MILLIS = 50;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "Where to write it. Default: beside the jar, with the ending .jsa")
    private @Nullable Path file;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            Path jar = jar();
            Path archive = file == null ? Path.of(jar.toString().replaceFirst("\\.jar$", ".jsa")) : file;
            write(jar, archive.toAbsolutePath());
            out.println("Start the hub with: java -XX:SharedArchiveFile=" + archive + " -jar " + jar + " start ...");
            return CommandLine.ExitCode.OK;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CommandLine.ExitCode.SOFTWARE;
        } catch (IOException e) {
            spec.commandLine().getErr().println("No archive was written: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private static Path jar() throws IOException {
        try {
            URI place = ArchiveCommand.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            Path jar = Path.of(place);
            if (!Files.isRegularFile(jar)) {
                throw new IOException("only the packaged deckhand-hub.jar can be archived, and this runs from " + jar);
            }
            return jar;
        } catch (URISyntaxException e) {
            throw new IOException("the place of the jar is not known", e);
        }
    }

    private static void write(Path jar, Path archive) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("deckhand-archive");
        Path classes = directory.resolve("classes");
        Path output = directory.resolve("output");
        try {
            listClasses(jar, classes, directory);
            Process dump = java(
                            output,
                            "-Xshare:dump",
                            "-XX:SharedClassListFile=" + classes,
                            "-XX:SharedArchiveFile=" + archive,
                            "-cp",
                            jar.toString())
                    .start();
            if (!dump.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || dump.exitValue() != 0) {
                dump.destroyForcibly();
                throw new IOException(
                        "the JVM said: " + Files.readString(output).strip());
            }
        } finally {
            for (Path file : List.of(classes, output, directory.resolve("hub.json"), directory)) {
                Files.deleteIfExists(file);
            }
        }
    }

    /**
     * Starts a hub that lists the classes it loads. The archive is created from this list and not when the hub ends:
     * only then does the JVM accept classes of an old format, such as picocli's.
     */
    private static void listClasses(Path jar, Path classes, Path directory) throws IOException, InterruptedException {
        Path info = directory.resolve("hub.json");
        Process hub = java(
                        directory.resolve("output"),
                        "-XX:DumpLoadedClassList=" + classes,
                        "-jar",
                        jar.toString(),
                        "start",
                        "--https-port",
                        "0",
                        "--device",
                        "d1",
                        "--host",
                        LoopbackAddress.findFree(PortsWanted.standard()),
                        "--info",
                        info.toString())
                .start();
        try {
            awaitReady(hub, info);
            // So that the classes of a call are in it, too.
            RunningHub.of(info).call("GET", null, "devices");
            hub.destroy();
            if (!hub.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the hub that is started for it did not end");
            }
        } finally {
            hub.destroyForcibly();
        }
    }

    private static ProcessBuilder java(Path output, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    }

    private static void awaitReady(Process hub, Path info) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!Files.exists(info)) {
            if (!hub.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("the hub that is started for it did not start");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }
}
