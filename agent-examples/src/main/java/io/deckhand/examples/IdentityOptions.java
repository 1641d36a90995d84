package io.deckhand.examples;

import io.deckhand.core.AgentBuilder;
import io.deckhand.core.Credentials;
import io.deckhand.core.Provisioning;
import io.deckhand.identity.Credential;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The identity of a device without a connection string with a key: a certificate, or an enrollment. */
final class IdentityOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description =
                    "The device's certificate, a PEM file, followed by those of its authorities. With a connection string "
                            + "that says x509=true, or with --dps.")
    private @Nullable Path certificate;

    @Option(names = "--private-key", paramLabel = "FILE", description = "The certificate's key, a PEM file.")
    private @Nullable Path privateKey;

    @Option(
            names = "--dps",
            paramLabel = "ENDPOINT",
            description = "The device provisioning service that assigns the hub, such as "
                    + "global.azure-devices-provisioning.net. In place of a connection string.")
    private @Nullable String endpoint;

    @Option(names = "--id-scope", paramLabel = "SCOPE", description = "With --dps: the service's id scope.")
    private @Nullable String idScope;

    @Option(names = "--registration-id", paramLabel = "ID", description = "With --dps: the registration id.")
    private @Nullable String registrationId;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description =
                    "With --dps: the enrollment's key; in a group, the key derived for this device. Others on this machine "
                            + "can see it while the program runs.")
    private char @Nullable [] key;

    boolean isProvisioned() {
        return endpoint != null;
    }

    /** {@return a builder for a device that the service assigns to a hub} */
    AgentBuilder provisioned() {
        if (idScope == null || registrationId == null) {
            throw problem("--dps needs --id-scope and --registration-id.");
        }
        Credential own = certificate()
                .or(() -> Optional.ofNullable(key).map(Credentials::sharedAccessKey))
                .orElseThrow(() -> problem("--dps needs --key, or --certificate and --private-key."));
        return AgentBuilder.forProvisioning(Provisioning.of(String.valueOf(endpoint), idScope, registrationId, own));
    }

    /** {@return the certificate, if there is one} */
    Optional<Credential> certificate() {
        Path shown = certificate;
        Path secret = privateKey;
        if (shown == null && secret == null) {
            return Optional.empty();
        }
        if (shown == null || secret == null) {
            throw problem("--certificate and --private-key must be given together.");
        }
        return Optional.of(Credentials.pemFiles(shown, secret));
    }

    private ParameterException problem(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
