package io.deckhand.examples;

import io.deckhand.core.StoreContents;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "store",
        description =
                "Shows the contents of a device's store, and verifies it. Changes nothing. Ends with 1 if it is damaged.")
final class StoreCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "DIR", description = "The directory of the store.")
    private Path directory = Path.of(".");

    @Option(names = "--payloads", description = "Also print each message, with its body as text.")
    private boolean payloads;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "The AES key that the store is encrypted with: 16, 24 or 32 bytes.")
    private @Nullable Path keyFile;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        SecretKey key = keyFile == null ? null : new SecretKeySpec(Files.readAllBytes(keyFile), "AES");
        StoreContents contents = StoreContents.read(directory, key);
        out.println(contents.files() + " files, " + contents.bytes() + " bytes");
        out.println(contents.messages() + " telemetry messages wait");
        contents.values().forEach((kind, count) -> out.println(count + " of " + kind));
        out.println(contents.damagedRecords() + " records damaged, " + contents.lostMessages() + " messages lost");
        if (payloads) {
            contents.forEachMessage((id, body) -> out.println(id + " " + new String(body, StandardCharsets.UTF_8)));
        }
        return contents.damagedRecords() == 0 ? 0 : 1;
    }
}
