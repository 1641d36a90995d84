package io.deckhand.bench.remote;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A program in a separate JVM with the same class path. Calls use its standard input and output, one at a time; its log
 * goes to a file.
 *
 * @param <T> the interface of its calls, whose method names are unique and whose values are serializable
 */
public final class RemoteJvm<T> implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final ObjectOutputStream calls;
    private final ObjectInputStream outcomes;
    private final T program;

    private RemoteJvm(Process process, Class<T> type, String name) {
        this.process = process;
        try {
            calls = new ObjectOutputStream(new BufferedOutputStream(process.getOutputStream()));
            calls.flush();
            awaitReady(process.getInputStream());
            outcomes = new ObjectInputStream(process.getInputStream());
        } catch (IOException e) {
            process.destroyForcibly();
            throw new UncheckedIOException("The JVM of " + name + " did not start; its log says why.", e);
        }
        InvocationHandler handler = (proxy, method, arguments) -> call(name, method, arguments);
        program = type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /**
     * Starts a program.
     *
     * @param type the interface of its calls
     * @param program the class that answers, with a constructor without parameters
     * @param log where its standard error is appended
     * @param jvmOptions options of its JVM
     * @param more additional class path entries
     */
    public static <T> RemoteJvm<T> start(
            Class<T> type, Class<? extends T> program, Path log, List<String> jvmOptions, Path... more) {
        return startFrom(classPath(more), type, program, log, jvmOptions);
    }

    /** The same with another class path. */
    public static <T> RemoteJvm<T> startFrom(
            String classPath, Class<T> type, Class<? extends T> program, Path log, List<String> jvmOptions) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", classPath, RemoteMain.class.getName()));
        command.add(program.getName());
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(Redirect.appendTo(log.toFile()))
                    .start();
            return new RemoteJvm<>(process, type, program.getSimpleName());
        } catch (IOException e) {
            throw new UncheckedIOException("No JVM could be started", e);
        }
    }

    private static void awaitReady(InputStream output) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (!line.toString(StandardCharsets.US_ASCII).equals(RemoteMain.READY)) {
            int next = output.read();
            if (next < 0) {
                throw new EOFException(line.toString(StandardCharsets.US_ASCII));
            } else if (next == '\n') {
                line.reset();
            } else {
                line.write(next);
            }
        }
        output.skipNBytes(1); // the end of that line
    }

    private static String classPath(Path... more) {
        StringBuilder classPath = new StringBuilder(System.getProperty("java.class.path"));
        for (Path path : more) {
            classPath.append(File.pathSeparator).append(path);
        }
        return classPath.toString();
    }

    /** {@return a proxy for the program; its exceptions arrive as {@link IllegalStateException}} */
    public T program() {
        return program;
    }

    private synchronized @Nullable Object call(String name, Method method, Object @Nullable [] arguments)
            throws IOException, ClassNotFoundException {
        calls.writeObject(
                new Call(method.getName(), new ArrayList<>(arguments == null ? List.of() : Arrays.asList(arguments))));
        calls.flush();
        calls.reset();
        Outcome outcome = (Outcome) outcomes.readObject();
        if (outcome.failure() != null) {
            throw new IllegalStateException(name + "." + method.getName() + " failed: " + outcome.failure());
        }
        return outcome.value();
    }

    /** {@return processor time of the JVM since its start without its compilers, read without involving it} */
    public ProcessorTime processorTime() {
        return ProcessorTime.of(process.toHandle());
    }

    /** {@return processor time of its compilers} */
    public ProcessorTime compilerTime() {
        return ProcessorTime.ofCompilers(process.toHandle());
    }

    /** Ends the JVM, normally if it responds. */
    @Override
    public void close() {
        close(PATIENCE_SECONDS);
    }

    /** The same for a JVM that has to write something when it ends. */
    public void close(long patienceSeconds) {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(patienceSeconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
