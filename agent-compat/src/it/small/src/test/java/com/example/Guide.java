package com.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The commands of docs/small.md. */
final class Guide {
    private static final Pattern BLOCK = Pattern.compile("^```\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    private Guide() {}

    /** {@return the one block of commands with this text in it, as a script} */
    static String commandsWith(String text) throws IOException {
        List<String> found = BLOCK.matcher(Files.readString(Path.of(System.getProperty("guide"))))
                .results()
                .map((MatchResult block) -> block.group(1))
                .filter(block -> block.contains(text))
                .toList();
        if (found.size() != 1) {
            throw new IllegalStateException(found.size() + " blocks of the guide have " + text);
        }
        return "set -e\n" + found.get(0);
    }
}
