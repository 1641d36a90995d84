package io.deckhand.testkit.internal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.dps.Attestation;
import io.deckhand.testkit.internal.dps.DerivedKeys;
import io.deckhand.testkit.internal.dps.Enrollment.Kind;
import io.deckhand.testkit.internal.identity.SymmetricKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The enrollments of a running hub, as {@code az iot dps enrollment} and {@code enrollment-group} manage them. */
@Command(
        name = "enrollment",
        description = "Creates, lists and deletes enrollments for device provisioning.",
        subcommands = {
            EnrollmentCommand.Create.class,
            EnrollmentCommand.Listing.class,
            EnrollmentCommand.Delete.class,
            EnrollmentCommand.DeviceKey.class
        })
final class EnrollmentCommand extends CommandGroup {
    /** A command for one enrollment. */
    abstract static class OfOne extends HubTask {
        @Parameters(paramLabel = "NAME", description = "The registration id, or the name of a group.")
        private String name = "";

        @Option(names = "--group", description = "An enrollment group, for any number of devices.")
        private boolean group;

        String name() {
            return name;
        }

        Kind kind() {
            return group ? Kind.GROUP : Kind.INDIVIDUAL;
        }
    }

    @Command(
            name = "create",
            description = "Creates an enrollment and prints its id scope, and its key if devices register with keys.",
            sortOptions = false)
    static final class Create extends OfOne {
        @ArgGroup
        private @Nullable Proof proof;

        @Option(
                names = "--device-id",
                paramLabel = "ID",
                description = "The device id at the hub. Default: the registration id")
        private @Nullable String deviceId;

        @Option(names = "--tags", paramLabel = "JSON", description = "Tags of new devices.")
        private @Nullable ObjectNode tags;

        @Option(names = "--desired", paramLabel = "JSON", description = "Desired properties of new devices.")
        private @Nullable ObjectNode desired;

        @Option(names = "--payload", paramLabel = "JSON", description = "The payload of the registration result.")
        private @Nullable ObjectNode payload;

        @Option(
                names = "--issue-certificates",
                paramLabel = "SECONDS",
                description = "Issue certificates, valid for so long, to devices that send a signing request.")
        private @Nullable Long certificateSeconds;

        @Option(
                names = "--reprovisioning",
                paramLabel = "POLICY",
                description = "What happens when a device registers again: ${COMPLETION-CANDIDATES}. Default: keep.")
        private Again again = Again.KEEP;

        /** What happens to a device that registers again. */
        enum Again {
            KEEP,
            RESET,
            NEVER;

            /** Lower case, as it is typed. */
            @Override
            public String toString() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        /** The attestation in place of keys. */
        static final class Proof {
            @Option(
                    names = "--certificate",
                    paramLabel = "FILE",
                    description = "The device registers with this certificate, PEM.")
            private @Nullable X509Certificate certificate;

            @Option(
                    names = "--authority",
                    paramLabel = "FILE",
                    description = "Devices of the group register with certificates that this CA signed, PEM.")
            private @Nullable X509Certificate authority;
        }

        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            JsonNode created = hub.call("POST", wanted(), "$deckhand", "enrollments");
            out.println("ID scope: " + hub.idScope());
            JsonNode key = created.at("/attestation/symmetricKey/primaryKey");
            if (key.isTextual()) {
                out.println("Primary key: " + key.asText());
            }
        }

        private ObjectNode wanted() {
            ObjectNode wanted = Json.object()
                    .put("kind", kind().label())
                    .put("name", name())
                    .put("deviceId", deviceId);
            attestation().ifPresent(attestation -> attestation.addTo(wanted.putObject("attestation")));
            ObjectNode twin = wanted.putObject("initialTwin");
            if (tags != null) {
                twin.set("tags", tags);
            }
            if (desired != null) {
                twin.putObject("properties").set("desired", desired);
            }
            wanted.set("payload", payload);
            if (certificateSeconds != null) {
                wanted.put("certificateLifetimeSeconds", certificateSeconds);
            }
            wanted.putObject("reprovisionPolicy")
                    .put("updateHubAssignment", again != Again.NEVER)
                    .put("migrateDeviceData", again == Again.KEEP);
            return wanted;
        }

        private Optional<Attestation> attestation() {
            if (proof != null && proof.certificate != null) {
                return Optional.of(new Attestation.Certificates(List.of(proof.certificate)));
            }
            return proof != null && proof.authority != null
                    ? Optional.of(new Attestation.Authorities(List.of(proof.authority)))
                    : Optional.empty();
        }
    }

    @Command(name = "list", description = "Lists the enrollments: kind and name.")
    static final class Listing extends ListingTask {
        Listing() {
            super(List.of("$deckhand", "enrollments"), List.of("kind", "name"));
        }
    }

    @Command(name = "delete", description = "Deletes an enrollment. Registered devices stay.")
    static final class Delete extends OfOne {
        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            hub.call("DELETE", null, "$deckhand", "enrollments", kind().label(), name());
        }
    }

    @Command(name = "device-key", description = "Prints the key with which a device of a group registers and connects.")
    static final class DeviceKey extends HubTask {
        @Parameters(index = "0", paramLabel = "GROUP", description = "The name of the group.")
        private String group = "";

        @Parameters(index = "1", paramLabel = "ID", description = "The device's registration id.")
        private String registrationId = "";

        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            JsonNode keys = hub.call("GET", null, "$deckhand", "enrollments", Kind.GROUP.label(), group)
                    .at("/attestation/symmetricKey");
            if (keys.isMissingNode()) {
                throw new IOException(
                        "The devices of group '" + group + "' register with certificates, not with keys.");
            }
            SymmetricKeys own = new SymmetricKeys(
                    keys.required("primaryKey").asText(),
                    keys.required("secondaryKey").asText());
            out.println(DerivedKeys.of(own, registrationId).primary());
        }
    }
}
