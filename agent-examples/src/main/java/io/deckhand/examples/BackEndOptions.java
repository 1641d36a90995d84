package io.deckhand.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that all back ends of the tutorials have. */
final class BackEndOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConnectionOptions options = new ConnectionOptions();

    @Option(
            names = "--https-port",
            paramLabel = "N",
            description = "The port of the hub's service API, for a local hub without 443.")
    private @Nullable Integer httpsPort;

    /** {@return a back end for the hub that these options name} */
    BackEnd connect() throws IOException {
        Connection given = options.resolve(
                "IOTHUB_CONNECTION_STRING",
                info -> Optional.of(info.path("ownerConnectionString").asText()));
        // The SDK's REST clients have no setting for trusted certificates.
        given.trust().map(SSLContext::getSocketFactory).ifPresent(HttpsURLConnection::setDefaultSSLSocketFactory);
        OptionalInt port = httpsPort == null ? given.httpsPort() : OptionalInt.of(httpsPort);
        try {
            return BackEnd.of(given, port, out());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "The connection string is not one for back ends. It should look like "
                            + "HostName=...;SharedAccessKeyName=...;SharedAccessKey=...");
        }
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Prints in one line what failed. */
    void fail(String reason) {
        spec.commandLine().getErr().println(spec.commandLine().getColorScheme().errorText(reason));
    }

    /** {@return the value, if it is within the range} */
    int within(int least, int value, int most, String option) {
        if (value < least || value > most) {
            throw new ParameterException(
                    spec.commandLine(), option + " is " + value + ". It must be " + least + " to " + most + ".");
        }
        return value;
    }
}
