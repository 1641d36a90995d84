package io.deckhand.examples;

import java.util.concurrent.CompletableFuture;

/** Has something done when the process is told to stop, by Ctrl-C or SIGTERM, and not when it ends by itself. */
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

    /** The process ends by itself from here on. If it is being stopped already, waits for that instead. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException stopping) {
            new CompletableFuture<Void>().join(); // the JVM halts when the hooks are done
        }
    }
}
