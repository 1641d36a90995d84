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

/** The CAs that a running hub trusts to sign device certificates, as {@code az iot hub certificate} manages them. */
@Command(
        name = "authority",
        description = "Adds, lists and deletes CAs that sign device certificates.",
        subcommands = {AuthorityCommand.Add.class, AuthorityCommand.Listing.class, AuthorityCommand.Delete.class})
final class AuthorityCommand extends CommandGroup {
    @Command(name = "add", description = "Trusts a CA and prints its thumbprint.")
    static final class Add extends HubTask {
        @Parameters(paramLabel = "FILE", description = "The CA certificate, PEM.", arity = "1..*")
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

    @Command(name = "list", description = "Lists the trusted CAs: thumbprint and subject.")
    static final class Listing extends ListingTask {
        Listing() {
            super(List.of("$deckhand", "authorities"), List.of("thumbprint", "subject"));
        }
    }

    @Command(name = "delete", description = "Stops trusting a CA.")
    static final class Delete extends HubTask {
        @Parameters(paramLabel = "THUMBPRINT", description = "The thumbprint that add and list print.")
        private String thumbprint = "";

        @Override
        void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException {
            hub.call("DELETE", null, "$deckhand", "authorities", thumbprint);
        }
    }
}
