package io.deckhand.examples;

import java.io.PrintWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Prefixes each line with the name of its program. */
final class IndentedWriter extends PrintWriter {
    private final PrintWriter to;
    private final String mark;
    private final Consumer<String> heard;

    IndentedWriter(PrintWriter to, String mark, Consumer<String> heard) {
        super(to);
        this.to = to;
        this.mark = mark;
        this.heard = heard;
    }

    /** Writes whole lines at once, so that the lines of two programs do not mix. */
    @Override
    public void println(@Nullable String line) {
        to.println(mark + line);
        heard.accept(String.valueOf(line));
    }
}
