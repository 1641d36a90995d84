package io.deckhand.testkit.internal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.Authentication;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The device identities of a running hub, as {@code az iot hub device-identity} manages them. */
@Command(
        name = "device",
        description = "Creates, lists, shows and deletes device identities of a running hub.",
        subcommands = {
            DeviceCommand.Create.class,
            DeviceCommand.Listing.class,
            DeviceCommand.Show.class,
            DeviceCommand.Delete.class,
            DeviceCommand.ConnectionString.class
        })
final class DeviceCommand extends CommandGroup {
    /** A command for one device. */
    abstract static class OfOne extends HubTask {
        @Parameters(paramLabel = "ID", description = "The device id.")
        private String id = "";

        String id() {
            return id;
        }

        JsonNode read(RunningHub hub) throws IOException, InterruptedException {
            return hub.call("GET", null, "devices", id);
        }
    }

    @Command(name = "create", description = "Creates a device identity and prints its connection string.")
    static final class Create extends OfOne {
        @ArgGroup
        private @Nullable WithCertificate with;

        /** The credentials in place of a key: one certificate, or any that a CA signed. */
        static final class WithCertificate {
            @Option(
                    names = "--certificate",
                    paramLabel = "FILE",
                    description = "The device connects with this certificate, PEM.")
            private @Nullable X509Certificate certificate;

            @Option(
                    names = "--ca-signed",
                    description = "The device connects with a certificate for its id that a trusted CA signed.")
            private boolean caSigned;
        }

        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            ObjectNode wanted = Json.object().put("deviceId", id());
            if (with != null) {
                addAuthentication(with, wanted.putObject("authentication"));
            }
            JsonNode device = hub.call("PUT", wanted, "devices", id());
            out.println(IdentityText.connectionString(hub, device, "primaryKey"));
        }

        private static void addAuthentication(WithCertificate with, ObjectNode authentication) {
            if (with.caSigned) {
                authentication.put("type", Authentication.CA_SIGNED);
            } else if (with.certificate != null) {
                IdentityText.useCertificate(with.certificate, authentication);
            }
        }
    }

    @Command(name = "list", description = "Lists the device identities: id, status and connection state.")
    static final class Listing extends ListingTask {
        Listing() {
            super(List.of("devices"), List.of("deviceId", "status", "connectionState"));
        }
    }

    @Command(name = "show", description = "Prints a device identity as JSON, without its keys.")
    static final class Show extends OfOne {
        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            out.println(IdentityText.withoutKeys(read(hub)));
        }
    }

    @Command(name = "delete", description = "Deletes a device identity with its modules, twins and messages.")
    static final class Delete extends OfOne {
        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            hub.call("DELETE", null, "devices", id());
        }
    }

    @Command(name = "connection-string", description = "Prints a device's connection string.")
    static final class ConnectionString extends OfOne {
        @Option(names = "--secondary", description = "Use the secondary key.")
        private boolean secondary;

        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            out.println(IdentityText.connectionString(hub, read(hub), secondary ? "secondaryKey" : "primaryKey"));
        }
    }
}
