package io.deckhand.testkit.internal.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.files.PrivateFiles;
import io.deckhand.testkit.internal.seed.SeedFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Exports a running hub to a seed file. */
@Command(
        name = "export",
        description =
                "Exports devices, keys, twins, enrollments, policies and faults of a running hub to a seed file for "
                        + "'start --seed'. The file contains keys.",
        footer = {"", "Example:", "  java -jar deckhand-hub.jar export hub.yaml --info hub.json"})
final class ExportCommand extends HubTask {
    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "The file to write, which only you can read. Default: standard output")
    private @Nullable Path file;

    @Override
    void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
        String text = SeedFile.text((ObjectNode) hub.call("GET", null, "$deckhand", "seed"));
        if (file == null) {
            out.print(text);
        } else {
            PrivateFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
