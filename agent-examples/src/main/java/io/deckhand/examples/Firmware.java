package io.deckhand.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A file that simulates a device's flash: it contains the version that the device runs after its next start. */
final class Firmware {
    private static final String FACTORY = "1.0";
    private static final Pattern VERSION = Pattern.compile("[\\w.+-]{1,64}");

    @Option(
            names = "--firmware",
            paramLabel = "FILE",
            description = "The file that simulates the device's flash and contains the version. By default a file "
                    + "beside the --store, with version " + FACTORY + " if there is none.")
    private @Nullable Path file;

    private String running = FACTORY;

    /** Starts the device with the installed version. */
    void boot(Path store) throws IOException {
        file = file == null ? store.resolveSibling(store.getFileName() + ".firmware") : file;
        running = Files.exists(file) ? Files.readString(file).strip() : FACTORY;
    }

    /** {@return the version that this process runs} */
    String running() {
        return running;
    }

    static boolean isVersion(String version) {
        return VERSION.matcher(version).matches();
    }

    /** Installs a version atomically: the file always has either the old or the new one. */
    void install(String version) throws IOException {
        Path flash = file;
        if (flash != null) {
            Path written = Files.writeString(flash.resolveSibling(flash.getFileName() + ".new"), version + "\n");
            Files.move(written, flash, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
