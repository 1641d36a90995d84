package io.deckhand.testkit.internal.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The hub as a program of its own, for devices and back ends in other processes and other languages. */
@Command(
        name = "deckhand-hub",
        description = "A local Azure IoT Hub that unmodified SDKs connect to.",
        mixinStandardHelpOptions = true,
        versionProvider = HubCommand.Version.class,
        scope = ScopeType.INHERIT,
        subcommands = {
            StartCommand.class,
            DeviceCommand.class,
            AuthorityCommand.class,
            EnrollmentCommand.class,
            FaultCommand.class
        })
public final class HubCommand implements Runnable {
    private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        // The hub's own words go to standard output; its log is for when something is wrong.
        if (System.getProperty(LOG_LEVEL) == null) {
            System.setProperty(LOG_LEVEL, "warn");
        }
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new HubCommand());
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Say what to do: start, device, authority, enrollment or fault");
    }

    /** The version in the jar's manifest; classes that were not packaged have none. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = HubCommand.class.getPackage().getImplementationVersion();
            return new String[] {"deckhand-hub " + (version == null ? "(not packaged)" : version)};
        }
    }
}
