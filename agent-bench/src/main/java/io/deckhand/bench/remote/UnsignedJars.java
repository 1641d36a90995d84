package io.deckhand.bench.remote;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Copies of jars without their signatures: JVMs archive no classes of signed jars. */
public final class UnsignedJars {
    private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");

    private UnsignedJars() {}

    /**
     * Copies this program's jar and its libraries.
     *
     * @return the class path of the copy; empty if this program was not started from its jar
     */
    public static Optional<String> copyOfClassPath(Path directory) throws IOException {
        Path program = Path.of(System.getProperty("java.class.path")); // with -jar the jar alone
        File[] libraries = program.toAbsolutePath()
                .resolveSibling("lib")
                .toFile()
                .listFiles((folder, name) -> name.endsWith(".jar"));
        if (libraries == null || !Files.isRegularFile(program)) {
            return Optional.empty();
        }
        Path copies = Files.createDirectories(directory.resolve("lib"));
        for (Path library : Arrays.stream(libraries).map(File::toPath).toList()) {
            copy(library, copies.resolve(library.getFileName()));
        }
        Path copy = directory.resolve(program.getFileName());
        copy(program, copy);
        return Optional.of(copy.toString());
    }

    private static void copy(Path jar, Path to) throws IOException {
        if (!isSigned(jar)) {
            Files.copy(jar, to);
            return;
        }
        try (ZipFile from = new ZipFile(jar.toFile());
                ZipOutputStream out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(to)))) {
            for (ZipEntry entry : entries(from)) {
                if (!SIGNATURE.matcher(entry.getName()).matches()) {
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    from.getInputStream(entry).transferTo(out);
                    out.closeEntry();
                }
            }
        }
    }

    private static boolean isSigned(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return entries(file).stream()
                    .anyMatch(entry -> SIGNATURE.matcher(entry.getName()).matches());
        }
    }

    private static List<? extends ZipEntry> entries(ZipFile file) {
        return Collections.list(file.entries());
    }
}
