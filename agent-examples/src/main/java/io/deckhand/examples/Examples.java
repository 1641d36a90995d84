package io.deckhand.examples;

import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The tutorials' programs in one jar; without a program's name it lists them. */
@Command(
        name = "deckhand-examples",
        description =
                "The programs of the Azure IoT Hub tutorials: devices with Deckhand, back ends with Azure's service SDK.",
        mixinStandardHelpOptions = true,
        versionProvider = Examples.Version.class,
        scope = ScopeType.INHERIT,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:success",
            "1:failure; the reason is on the error stream",
            "2:the command line is wrong",
            "130, 143:ended by Ctrl-C, by SIGTERM"
        },
        subcommands = {
            SimulatedDevice.class,
            CallMethod.class,
            TelemetryDevice.class,
            SetTelemetryInterval.class,
            RebootDevice.class,
            RebootAndWatch.class,
            RebootQuery.class,
            UpdateDevice.class,
            UpdateAndWatch.class,
            C2dDevice.class,
            SendC2d.class,
            CreateDevice.class,
            DeviceConnectionString.class,
            GatewayProgram.class,
            StoreCommand.class,
            DemoCommand.class,
            GenerateCompletion.class
        })
public final class Examples implements Callable<Integer> {
    /** Paho logs stack traces itself. Kept in a field because an unreferenced logger loses its level. */
    private static final Logger PAHO = Logger.getLogger("org.eclipse.paho");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /**
     * Runs a program and ends the JVM with its exit code.
     *
     * @param arguments the name of a program and its options; none to list the programs
     */
    public static void main(String... arguments) {
        quieten();
        // Otherwise a call could reach a device twice, if the JDK considers its connection stale.
        System.setProperty("sun.net.http.retryPost", "false");
        OwnProcess.endWithParent();
        System.exit(commandLine().execute(arguments));
    }

    static void quieten() {
        PAHO.setLevel(Level.OFF);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Examples())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Examples::explain)
                .setParameterExceptionHandler(Examples::explainUsage);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }

    private static int explain(Exception failure, CommandLine program, CommandLine.ParseResult parsed) {
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        String reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        program.getErr().println(program.getColorScheme().errorText(reason));
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** Like picocli's own, but without repeating command-line values, which may contain a key. */
    private static int explainUsage(ParameterException failure, String[] arguments) {
        CommandLine program = failure.getCommandLine();
        String reason = Secrets.hidden(String.valueOf(failure.getMessage()));
        program.getErr().println(program.getColorScheme().errorText(reason));
        program.getErr().println("Run '" + program.getCommandSpec().qualifiedName() + " --help' to list the options.");
        return CommandLine.ExitCode.USAGE;
    }

    /** The version in the jar's manifest; missing if the classes are not packaged. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Examples.class.getPackage().getImplementationVersion();
            return new String[] {"deckhand-examples " + (version == null ? "(not packaged)" : version)};
        }
    }
}
