package io.deckhand.processor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** What the compiler says of a source, and what it writes. */
record Compilation(Path output, List<Diagnostic<? extends JavaFileObject>> diagnostics) {
    private record Source(String name, String text) {}

    private static final class InMemory extends SimpleJavaFileObject {
        private final String text;

        InMemory(Source source) {
            super(URI.create("memory:///" + source.name().replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = source.text();
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Compiles one source with the processor. */
    static Compilation of(Path output, String name, String text, String... options) {
        return run(output, new Source(name, text), true, options);
    }

    /** Compiles one source as if there were no processor. */
    static Compilation withoutProcessor(Path output, String name, String text) {
        return run(output, new Source(name, text), false);
    }

    private static Compilation run(Path output, Source source, boolean processed, String... options) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, Locale.ROOT, null)) {
            List<String> arguments = new ArrayList<>(List.of(options));
            arguments.addAll(List.of("-parameters", "-d", output.toString()));
            if (!processed) {
                arguments.add("-proc:none");
            }
            JavaCompiler.CompilationTask task =
                    compiler.getTask(null, files, diagnostics, arguments, null, List.of(new InMemory(source)));
            if (processed) {
                task.setProcessors(List.of(new HandlerProcessor()));
            }
            task.call();
            return new Compilation(output, diagnostics.getDiagnostics());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the sentences of its errors, of which one diagnostic may have several} */
    List<String> errors() {
        return diagnostics.stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .flatMap(
                        diagnostic -> diagnostic.getMessage(Locale.ROOT).lines().map(String::strip))
                .toList();
    }

    /** {@return where a sentence is said, as the line and the text at the place} */
    String placeOf(String sentence, String source) {
        Diagnostic<?> diagnostic = diagnostics.stream()
                .filter(one -> one.getMessage(Locale.ROOT).contains(sentence))
                .findFirst()
                .orElseThrow();
        return source.substring((int) diagnostic.getPosition(), (int) diagnostic.getEndPosition());
    }

    Class<?> load(String name) {
        try {
            URL[] urls = {output.toUri().toURL()};
            return Class.forName(name, false, new URLClassLoader(urls, Compilation.class.getClassLoader()));
        } catch (MalformedURLException | ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** {@return what was written beside classes, by its path} */
    List<String> resources() {
        try (Stream<Path> files = Files.walk(output)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> output.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> !file.endsWith(".class"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String resource) {
        try {
            return Files.readString(output.resolve(resource));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
