package io.deckhand.examples;

import java.util.concurrent.CompletableFuture;

/** Runs an action when the process is stopped by Ctrl-C or SIGTERM, but not when it ends by itself. */
final class CtrlC implements AutoCloseable {
    private final Thread hook;

    private CtrlC(Runnable closing) {
        hook = new Thread(closing, "ctrl-c");
    }

    static CtrlC then(Runnable closing) {
        CtrlC ctrlC = new CtrlC(closing);
        Runtime.getRuntime().addShutdownHook(ctrlC.hook);
        return ctrlC;
    }

    /** Removes the action. If the process is being stopped already, waits for its end instead. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException stopping) {
            new CompletableFuture<Void>().join(); // the JVM halts when the hooks have finished
        }
    }
}
