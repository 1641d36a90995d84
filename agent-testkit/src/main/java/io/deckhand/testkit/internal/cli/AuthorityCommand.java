package io.deckhand.testkit.internal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.deckhand.testkit.internal.Json;
import io.deckhand.testkit.internal.identity.Pem;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.cert.X509Certificate;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Whom a running hub trusts to sign certificates of devices, as one manages it with {@code az iot hub certificate}. */
@Command(
        name = "authority",
        description = "Adds, lists and deletes authorities that sign certificates of devices.",
        subcommands = {AuthorityCommand.Add.class, AuthorityCommand.Listing.class, AuthorityCommand.Delete.class})
final class AuthorityCommand extends CommandGroup {
    @Command(name = "add", description = "Trusts an authority and prints its thumbprint.")
    static final class Add extends HubTask {
        @Parameters(paramLabel = "FILE", description = "Its certificate, PEM.", arity = "1..*")
        private X509Certificate[] certificates = {};

        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            for (X509Certificate certificate : certificates) {
                JsonNode body = Json.object().put("certificate", Pem.text(certificate));
                out.println(hub.call("POST", body, "$deckhand", "authorities")
                        .required("thumbprint")
                        .asText());
            }
        }
    }

    @Command(name = "list", description = "Lists the authorities: thumbprint and subject.")
    static final class Listing extends ListingTask {
        Listing() {
            super(List.of("$deckhand", "authorities"), List.of("thumbprint", "subject"));
        }
    }

    @Command(name = "delete", description = "Trusts an authority no more.")
    static final class Delete extends HubTask {
        @Parameters(paramLabel = "THUMBPRINT", description = "As printed by add and list.")
        private String thumbprint = "";

        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            hub.call("DELETE", null, "$deckhand", "authorities", thumbprint);
        }
    }
}
