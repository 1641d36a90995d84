package io.deckhand.bench.remote;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The main class of the other JVM: executes the calls from standard input one after another, until it ends. */
public final class RemoteMain {
    /** The line after which outcomes follow; a JVM may print other lines before. */
    static final String READY = "ready for calls";

    private RemoteMain() {}

    public static void main(String[] arguments) throws Exception {
        InputStream calls = System.in;
        PrintStream outcomes = System.out;
        System.setOut(System.err); // no other code may write between two outcomes
        Object program = Class.forName(arguments[0]).getDeclaredConstructor().newInstance();
        outcomes.write((READY + "\n").getBytes(StandardCharsets.US_ASCII));
        serve(program, calls, outcomes);
        System.exit(0); // the SDK may have left threads
    }

    private static void serve(Object program, InputStream calls, PrintStream outcomes)
            throws IOException, ClassNotFoundException {
        try (ObjectOutputStream out = new ObjectOutputStream(new BufferedOutputStream(outcomes))) {
            out.flush();
            try (ObjectInputStream in = new ObjectInputStream(calls)) {
                while (true) {
                    out.writeObject(outcome(program, (Call) in.readObject()));
                    out.flush();
                    out.reset();
                }
            } catch (EOFException over) {
                // The parent has ended or closed the stream: end as well.
            }
        }
    }

    private static Outcome outcome(Object program, Call call) {
        try {
            return new Outcome(
                    method(program, call.method())
                            .invoke(program, call.arguments().toArray()),
                    null);
        } catch (InvocationTargetException e) {
            return new Outcome(null, stackTrace(e.getCause() == null ? e : e.getCause()));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return new Outcome(null, stackTrace(e));
        }
    }

    private static Method method(Object program, String name) throws NoSuchMethodException {
        Method found = Arrays.stream(program.getClass().getMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchMethodException(name));
        found.setAccessible(true); // programs need not be public
        return found;
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
