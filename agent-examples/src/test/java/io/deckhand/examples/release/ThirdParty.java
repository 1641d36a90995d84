package io.deckhand.examples.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** THIRD-PARTY.txt: every library that comes with a published module, its version and its licence. */
final class ThirdParty {
    private static final Pattern LINE =
            Pattern.compile("^ *\\((?<licence>.+?)\\) .*\\((?<name>[^:() ]+:[^:() ]+):(?<version>[^:() ]+)[^()]*\\)$");

    private ThirdParty() {}

    /** {@return versions by {@code group:artifact}} */
    static Map<String, String> versions() throws IOException {
        Map<String, String> versions = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("..", "THIRD-PARTY.txt"))) {
            var library = LINE.matcher(line);
            if (library.matches()) {
                versions.put(library.group("name"), library.group("version"));
            }
        }
        return versions;
    }
}
