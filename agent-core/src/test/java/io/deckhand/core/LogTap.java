package io.deckhand.core;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What was logged by this JVM since the first test that wants to know: the tests' log goes to the standard error stream. */
public final class LogTap {
    private static final ByteArrayOutputStream LOGGED = new ByteArrayOutputStream();

    static {
        PrintStream before = System.err;
        System.setErr(new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int oneByte) {
                        LOGGED.write(oneByte);
                        before.write(oneByte);
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        LOGGED.write(bytes, offset, length);
                        before.write(bytes, offset, length);
                    }

                    @Override
                    public void flush() {
                        before.flush();
                    }
                },
                true,
                StandardCharsets.UTF_8));
    }

    private LogTap() {}

    /** Begins to listen; for ever, and beside every other test. */
    public static void listen() {
        // Loading the class does it.
    }

    public static String logged() {
        return LOGGED.toString(StandardCharsets.UTF_8);
    }
}
