package io.deckhand.testkit.internal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The module identities of a running hub, as {@code az iot hub module-identity} manages them. */
@Command(
        name = "module",
        description = "Creates, lists, shows and deletes modules of a device.",
        subcommands = {
            ModuleCommand.Create.class,
            ModuleCommand.Listing.class,
            ModuleCommand.Show.class,
            ModuleCommand.Delete.class,
            ModuleCommand.ConnectionString.class
        })
final class ModuleCommand extends CommandGroup {
    /** A command for the modules of one device. */
    abstract static class OfDevice extends HubTask {
        @Parameters(index = "0", paramLabel = "DEVICE", description = "The device id.")
        private String deviceId = "";

        String deviceId() {
            return deviceId;
        }
    }

    /** A command for one module. */
    abstract static class OfOne extends OfDevice {
        @Parameters(index = "1", paramLabel = "ID", description = "The module id.")
        private String id = "";

        String id() {
            return id;
        }

        final JsonNode call(RunningHub hub, String method, @Nullable JsonNode body)
                throws IOException, InterruptedException {
            return hub.call(method, body, "devices", deviceId(), "modules", id);
        }
    }

    @Command(name = "create", description = "Creates a module identity and prints its connection string.")
    static final class Create extends OfOne {
        @Option(
                names = "--certificate",
                paramLabel = "FILE",
                description = "The module connects with this certificate, PEM, in place of a key.")
        private @Nullable X509Certificate certificate;

        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            ObjectNode wanted = Json.object().put("deviceId", deviceId()).put("moduleId", id());
            if (certificate != null) {
                IdentityText.useCertificate(certificate, wanted.putObject("authentication"));
            }
            out.println(IdentityText.connectionString(hub, call(hub, "PUT", wanted), "primaryKey"));
        }
    }

    @Command(name = "list", description = "Lists the modules of a device: id and connection state.")
    static final class Listing extends OfDevice {
        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            for (JsonNode module : hub.call("GET", null, "devices", deviceId(), "modules")) {
                out.println(module.required("moduleId").asText() + "\t"
                        + module.required("connectionState").asText());
            }
        }
    }

    @Command(name = "show", description = "Prints a module identity as JSON, without its keys.")
    static final class Show extends OfOne {
        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            out.println(IdentityText.withoutKeys(call(hub, "GET", null)));
        }
    }

    @Command(name = "delete", description = "Deletes a module identity with its twin.")
    static final class Delete extends OfOne {
        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            call(hub, "DELETE", null);
        }
    }

    @Command(name = "connection-string", description = "Prints a module's connection string.")
    static final class ConnectionString extends OfOne {
        @Option(names = "--secondary", description = "Use the secondary key.")
        private boolean secondary;

        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            out.println(IdentityText.connectionString(
                    hub, call(hub, "GET", null), secondary ? "secondaryKey" : "primaryKey"));
        }
    }
}
