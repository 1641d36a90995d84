package io.deckhand.testkit.internal.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.cert.X509Certificate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The hub as a program, for devices and back ends in other processes and other languages. */
@Command(
        name = "deckhand-hub",
        description = "A local Azure IoT Hub that unmodified SDKs connect to.",
        mixinStandardHelpOptions = true,
        versionProvider = HubCommand.Version.class,
        scope = ScopeType.INHERIT,
        subcommands = {
            StartCommand.class,
            DeviceCommand.class,
            ModuleCommand.class,
            AuthorityCommand.class,
            EnrollmentCommand.class,
            FaultCommand.class,
            MonitorCommand.class,
            TwinCommand.class,
            MethodCommand.class,
            MessageCommand.class,
            QueryCommand.class,
            HealthCommand.class,
            ExportCommand.class,
            ArchiveCommand.class
        })
public final class HubCommand extends CommandGroup {
    private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

    public static void main(String[] arguments) {
        // The hub's messages go to standard output; its log is for errors only.
        if (System.getProperty(LOG_LEVEL) == null) {
            System.setProperty(LOG_LEVEL, "warn");
        }
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new HubCommand())
                .registerConverter(X509Certificate.class, new CertificateFile())
                .registerConverter(ObjectNode.class, new JsonObject())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(HubCommand::explain);
    }

    /** Prints the reason alone, without the usage help. */
    private static int explain(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        command.getErr().println(command.getColorScheme().errorText(failure.getMessage()));
        if (!UnmatchedArgumentException.printSuggestions(failure, command.getErr())) {
            String name = command.getCommandSpec().qualifiedName();
            command.getErr().println("Run '" + name + " --help' to list the options.");
        }
        return CommandLine.ExitCode.USAGE;
    }

    /** The version in the jar's manifest, which unpackaged classes do not have. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = HubCommand.class.getPackage().getImplementationVersion();
            return new String[] {"deckhand-hub " + (version == null ? "(not packaged)" : version)};
        }
    }
}
