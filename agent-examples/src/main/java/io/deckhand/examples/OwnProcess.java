package io.deckhand.examples;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that can restart its own process: a parent process, which stays and keeps the terminal, runs it as a child,
 * and runs it again whenever it ends with {@link #RESTART}.
 */
final class OwnProcess {
    /** The exit code that requests a restart: EX_TEMPFAIL, as for service managers. */
    static final int RESTART = 75;

    private static final String RUN = "DECKHAND_EXAMPLES_RUN";
    private static final String FIRST = "1";

    private OwnProcess() {}

    /** {@return whether this is the process that does the work} */
    static boolean isChild() {
        return System.getenv(RUN) != null;
    }

    /** {@return whether this process was started by a requested restart} */
    static boolean wasRestarted() {
        return isChild() && !FIRST.equals(System.getenv(RUN));
    }

    /** Runs this program in a child process until it ends without requesting a restart, and returns its exit code. */
    static int runAndRestart(List<String> arguments) throws IOException, InterruptedException {
        int run = 1;
        int exitCode = runOnce(arguments, run);
        while (exitCode == RESTART) {
            run++;
            exitCode = runOnce(arguments, run);
        }
        return exitCode;
    }

    private static int runOnce(List<String> arguments, int run) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Examples.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put(RUN, Integer.toString(run));
        Process child = builder.start();
        try (CtrlC ctrlC = CtrlC.then(() -> end(child))) {
            return child.waitFor();
        }
    }

    private static void end(Process child) {
        child.destroy();
        child.onExit().join();
    }

    /** Ends this child when its parent is killed, since nothing else would stop it then. */
    static void endWithParent() {
        if (isChild()) {
            ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(1)));
        }
    }
}
