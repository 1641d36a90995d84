package io.deckhand.testkit.internal.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that calls a running hub. Its exit code is 0 on success, otherwise 1 with the reason. */
abstract class HubTask implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--info",
            paramLabel = "FILE",
            defaultValue = "hub.json",
            description = "The info file of the hub. Default: ${DEFAULT-VALUE}")
    private Path info = Path.of("hub.json");

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            run(RunningHub.of(info), out);
            out.flush();
            return CommandLine.ExitCode.OK;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CommandLine.ExitCode.SOFTWARE;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /** Prints a warning, which does not end the command. */
    final void warn(String text) {
        spec.commandLine().getErr().println(text);
        spec.commandLine().getErr().flush();
    }

    /**
     * Executes the command.
     *
     * @throws IllegalArgumentException when an option has an invalid value
     * @throws IOException with the reason when it fails
     */
    abstract void run(RunningHub hub, PrintWriter out) throws IOException, InterruptedException;
}
