package io.deckhand.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The hub's address and the credentials. A key is read from the options, a file or the environment, and never printed.
 */
final class ConnectionOptions {
    private static final Path DEFAULT_LOCAL_HUB = Path.of("hub.json");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--connection-string",
            paramLabel = "TEXT",
            description = "The connection string. Others on this machine can see it while the program runs: prefer "
                    + "one of the next options.")
    private @Nullable String text;

    @Option(
            names = "--connection-string-file",
            paramLabel = "FILE",
            description =
                    "A file with the connection string. Without either option it is read from the environment: "
                            + "IOTHUB_DEVICE_CONNECTION_STRING for devices, IOTHUB_CONNECTION_STRING for back ends and the gateway.")
    private @Nullable Path textFile;

    @Option(
            names = {"--local-hub", "--info"},
            paramLabel = "FILE",
            description = "The info file of a local hub, which contains connection string and certificate. Without "
                    + "a connection string, hub.json in the current directory is used.")
    private @Nullable Path localHub;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "The certificate to trust, a PEM file. By default those that Java trusts, as a real hub needs.")
    private @Nullable Path ca;

    /**
     * {@return the connection from the command line, the environment or a local hub}
     *
     * @param variable the environment variable for the connection string
     * @param fromLocalHub finds the connection string in a local hub's info file; empty if it has none
     */
    Connection resolve(String variable, Function<JsonNode, Optional<String>> fromLocalHub) throws IOException {
        Optional<Path> authority = Optional.ofNullable(ca);
        String given = text != null ? text : textFile != null ? read(textFile).strip() : null;
        if (given == null && localHub == null) {
            given = System.getenv(variable);
        }
        if (given != null) {
            return new Connection(given, authority, OptionalInt.empty());
        }
        if (localHub == null && !Files.exists(DEFAULT_LOCAL_HUB)) {
            throw problem("There is no connection string. Set it in the environment variable " + variable
                    + " or in a file for --connection-string-file, or start a local hub with --info hub.json.");
        }
        return localConnection(localHub == null ? DEFAULT_LOCAL_HUB : localHub, authority, fromLocalHub);
    }

    /** {@return the certificate to trust, from the command line or a local hub} */
    Optional<Path> authority() throws IOException {
        if (ca != null || localHub == null) {
            return Optional.ofNullable(ca);
        }
        JsonNode info = new ObjectMapper().readTree(read(localHub));
        return Optional.of(Path.of(info.path("caCertificate").asText()));
    }

    private Connection localConnection(
            Path file, Optional<Path> authority, Function<JsonNode, Optional<String>> fromLocalHub) throws IOException {
        JsonNode info = new ObjectMapper().readTree(read(file));
        String found = fromLocalHub
                .apply(info)
                .orElseThrow(() -> problem("The local hub of " + file + " does not list this device. Start it with "
                        + "--device, or use device-connection-string."));
        return new Connection(
                found,
                authority.or(
                        () -> Optional.of(Path.of(info.path("caCertificate").asText()))),
                OptionalInt.of(info.path("ports").path("https").asInt()));
    }

    ParameterException problem(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw problem("The file " + file + " cannot be read.");
        }
    }
}
