package io.deckhand.testkit.internal.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.cert.X509Certificate;
import java.util.List;
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
        scope = ScopeType.INHERIT)
public final class HubCommand extends CommandGroup {
    private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";
    private static final String TRUST_STORE_ITERATIONS = "keystore.pkcs12.%sIterationCount";

    private static final List<Class<?>> COMMANDS = List.of(
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
            ContainerCommand.class,
            RouteCommand.class,
            EnrichmentCommand.class,
            ArchiveCommand.class);

    public static void main(String[] arguments) {
        // The hub's messages go to standard output; its log is for errors only.
        setIfAbsent(LOG_LEVEL, "warn");
        // The trust store holds a public certificate under a published password: to stretch that would delay the start.
        setIfAbsent(TRUST_STORE_ITERATIONS.formatted("certPbe"), "1");
        setIfAbsent(TRUST_STORE_ITERATIONS.formatted("mac"), "1");
        System.exit(commandLineFor(arguments).execute(arguments));
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** {@return a command line with every command} */
    static CommandLine commandLine() {
        return commandLine(COMMANDS);
    }

    /** {@return a command line with the command that the arguments name: to read the definitions of all takes a fifth of a start} */
    static CommandLine commandLineFor(String... arguments) {
        String first = arguments.length == 0 ? "" : arguments[0];
        return COMMANDS.stream()
                .filter(command -> command.getAnnotation(Command.class).name().equals(first))
                .findFirst()
                .map(command -> commandLine(List.of(command)))
                .orElseGet(HubCommand::commandLine);
    }

    private static CommandLine commandLine(List<Class<?>> commands) {
        CommandLine line = new CommandLine(new HubCommand());
        commands.forEach(line::addSubcommand);
        return line.registerConverter(X509Certificate.class, new CertificateFile())
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
